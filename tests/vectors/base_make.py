#!/usr/bin/env python3
"""Writes base_decimal.csv and base_exact.csv: what Python's integers and fractions say decimals and totals are.

Run it in this folder after a change of the cases; the tests read the files and need no Python. Columns are
separated by ';'. Doubles are the hex of their 64 bits, binary128 is a 113-bit integer in hex and its power of 2.
"""
import random
import struct
from fractions import Fraction as F

R = random.Random(20240315)


def frac(text):
    return F(text)


def plain(v):
    """Exact plain text of a decimal fraction without trailing zeros after the point."""
    if v == 0:
        return '0'
    sign, v, scale = ('-' if v < 0 else ''), abs(v), 0
    while v.denominator != 1:
        v *= 10
        scale += 1
    s = str(v.numerator)
    if scale:
        s = s.rjust(scale + 1, '0')
        s = s[:-scale] + '.' + s[-scale:]
    return sign + s


def exact(v):
    """Text of v as a decimal of at most 38 digits in range, or FAIL."""
    if v == 0:
        return '0'
    m, scale = abs(v), 0
    while m.denominator != 1:
        m *= 10
        scale += 1
    m = m.numerator
    while m % 10 == 0:
        m //= 10
        scale -= 1
    if len(str(m)) > 38 or not F(1, 10**307) <= abs(v) <= 10**308:
        return 'FAIL'
    return f"{'-' if v < 0 else ''}{m}e{-scale}"


def half_even(v):
    n, d = v.numerator, v.denominator
    q, r = divmod(n, d)
    return q + (2 * r > d or (2 * r == d and q % 2))


def rounded(v, digits):
    """Half-even to digits after the point, with its scale."""
    m = half_even(v * F(10)**digits)
    if m and (len(str(abs(m))) > 38 or not F(1, 10**307) <= abs(m * F(10)**-digits) <= 10**308):
        return 'FAIL'
    return f'{m}e{-digits}'


def quotient(v):
    """34 significant digits, half-even."""
    if v == 0:
        return '0'
    a, e = abs(v), 0
    while a >= 10**34:
        a /= 10
        e += 1
    while a < 10**33:
        a *= 10
        e -= 1
    return exact(half_even(a) * F(10)**e * (1 if v > 0 else -1))


def double(v):
    """Nearest double of a fraction."""
    try:
        d = v.numerator / v.denominator  # correctly rounded in Python
    except OverflowError:
        d = float('inf') if v > 0 else float('-inf')
    return d


def bits(d):
    return struct.pack('>d', d + 0.0).hex()


def quad(v):
    if v == 0:
        return '0;0'
    a, e = abs(v), 0
    e = a.numerator.bit_length() - a.denominator.bit_length() - 113
    while a / F(2)**e >= 2**113:
        e += 1
    while a / F(2)**e < 2**112:
        e -= 1
    m = half_even(a / F(2)**e)
    return f"{'-' if v < 0 else ''}{m:x};{e}"


def digits(n):
    s = str(R.randint(1, 9)) + ''.join(R.choice('0123456789') for _ in range(n - 1))
    return ('9' * n if R.random() < .1 else '1' + '0' * (n - 1) if R.random() < .05 else s)


def number(most=38, wild=.3):
    n = R.choice([1, 2, 3, 5, 9, 17, 18, 19, 20, 30, 37, 38, R.randint(1, most)])
    n = min(n, most)
    m = digits(n)
    if R.random() < .05:
        return '0'
    sign = '-' if R.random() < .4 else ''
    if R.random() < wild:
        e = R.choice([R.randint(-307, 308), R.randint(-40, 40)])
        s = f'{sign}{m}e{e - (n - 1)}'
    else:
        k = R.randint(0, min(n + 3, 40))
        s = sign + plain(F(int(m), 10**k)) if k else sign + m
    v = abs(F(s))
    return s if F(1, 10**307) <= v <= 10**308 else sign + m


def decimal_lines():
    edge = ['9' * 38, '-' + '9' * 38, '1e308', '1e-307', '-1e308', '0', '0.5', '1.5', '2.5', '-2.5', '1', '3', '10',
            '9007199254740993', '9007199254740992.5', '170141183460469231731687303715884105727'[:38]]
    pairs = [(a, b) for a in edge for b in edge] + [(number(), number()) for _ in range(400)]
    pairs += [(number(20, .05), number(20, .05)) for _ in range(300)]
    for a, b in pairs:
        x, y = frac(a), frac(b)
        yield f'add;{a};{b};;;{exact(x + y)}'
        yield f'sub;{a};{b};;;{exact(x - y)}'
        yield f'mul;{a};{b};;;{exact(x * y)}'
        yield f'div;{a};{b};;;{quotient(x / y) if y else "FAIL"}'
        yield f'cmp;{a};{b};;;{(x > y) - (x < y)}'
    for a, b in pairs[::2]:
        k = R.choice([0, 1, 2, 4, 8, R.randint(-50, 60)])
        yield f'round;{a};;;{k};{rounded(frac(a), k)}'
    for k in range(-3, 4):  # ties
        for m in (5, 15, 25, -5, -15, -25, 250, 350):
            t = plain(F(m) * F(10)**(k - 1))
            yield f'round;{t};;;{-k};{rounded(frac(t), -k)}'
    for i in range(600):
        a, b, c = (number(), number(), number()) if i % 2 else (number(12, 0), number(12, 0), number(6, 0))
        k = R.choice([0, 2, 4, 6, 10, R.randint(-20, 30)])
        want = rounded(frac(a) * frac(b) / frac(c), k) if frac(c) else 'FAIL'
        yield f'muldiv;{a};{b};{c};{k};{want}'
    for a in edge + [number() for _ in range(500)] + [f'{digits(R.randint(15, 19))}e{R.randint(-300, 280)}' for _ in range(300)]:
        yield f'double;{a};;;;{bits(double(frac(a)))};{quad(frac(a))}'
    for v in [5e-324, 1e-323, 2.2250738585072014e-308, 2.225073858507201e-308, 1.7976931348623157e308, 1e21, 1e20,
              999999999999999900000.0, 1e-6, 9.999999e-7, 0.1, 0.3, 1 / 3, 2.0**-44, 123456789.125, 5e15, 9007199254740993.0]:
        yield shown(v)
    for e in range(-1074, 1024, 7):
        yield shown(2.0**e)
    for _ in range(500):
        v = struct.unpack('>d', struct.pack('>Q', R.getrandbits(63)))[0]
        if v == v and v != float('inf') and v:
            yield shown(v)
        yield shown(R.choice([R.randint(0, 10**6) / 100, R.random(), R.lognormvariate(10, 2)]) or 1.0)
        yield shown(struct.unpack('>d', struct.pack('>Q', R.randint(1, 2**52)))[0])


def shown(v):
    mantissa, _, exponent = f'{v!r}'.partition('e')
    whole, _, part = mantissa.partition('.')
    d = (whole + part).lstrip('0')
    scale = (0 if part == '0' else len(part)) - int(exponent or 0)
    if part == '0':
        d = whole
    while d.endswith('0'):
        d, scale = d[:-1], scale - 1
    top = len(d) - 1 - scale
    if -6 <= top < 21:
        text = plain(F(int(d)) * F(10)**-scale)
    else:
        text = d[0] + ('.' + d[1:] if len(d) > 1 else '') + f"e{'-' if top < 0 else '+'}{abs(top):02d}"
    return f'show;{bits(v)};;;;{text}'


def total(terms):
    v = F(0)
    for t in terms:
        p = F(1)
        for f in t.split('*'):
            p *= frac(f)
        v += p
    return v


def terms(kind):
    n = R.choice([1, 2, 3, 5, 10])
    out = []
    for _ in range(n):
        k = R.choice([1, 1, 2, 3]) if kind != 'plain' else 1
        make = (lambda: number(12, 0)) if kind in ('plain', 'short') else (lambda: number(38, .2 if kind == 'mid' else .9))
        out.append('*'.join(make() for _ in range(k)))
    if R.random() < .3:  # cancellation down to what is left
        out += ['-' + t if not t.startswith('-') else t[1:] for t in out]
        out.append(number(12, .3))
        R.shuffle(out)
    return out


def exact_lines():
    fixed = [['1e16', '1', '-1e16', '0.1', '0.2', '0.3'], ['1e308*1e-307'], ['1e308', '1e-307', '-1e308'],
             ['9' * 38 + '*' + '9' * 38 + '*' + '9' * 38], ['1e308*1e308*1e308', '1e-307*1e-307*1e-307'],
             ['9007199254740993'], ['9007199254740992', '1', '1e-307'], ['9007199254740992', '1', '-1e-307'],
             ['1e-307*1e-10'], ['1e-307*1e-16'], ['1e-307*2.4e-17'], ['1e-307*2.5e-17'], ['0'], ['1', '-1'],
             ['1e308*1.7976931348623157'], ['1e308*1.79769313486231580793'], ['1e308', '1e308']]
    sets = fixed + [terms(R.choice(['plain', 'short', 'short', 'mid', 'mid', 'wild'])) for _ in range(500)]
    for s in sets:
        v = total(s)
        yield f"sum;{' '.join(s)};{plain(v)};{bits(double(v))};{quad(v)}"
    for _ in range(500):
        a, b = R.choice(sets), R.choice(sets)
        x, y = total(a), total(b)
        if y:
            yield f"ratio;{' '.join(a)};{' '.join(b)};{bits(double(x / y) if x else 0.0)};{(x > y) - (x < y)}"


for name, lines in (('base_decimal.csv', decimal_lines()), ('base_exact.csv', exact_lines())):
    with open(name, 'w', encoding='ascii', newline='\n') as f:
        f.writelines(line + '\n' for line in lines)
