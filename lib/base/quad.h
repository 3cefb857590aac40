/*
 * quad.h - binary128 arithmetic (113 bits) behind one name; on machines where long double is binary128 it is that.
 */
#ifndef PRAK_BASE_QUAD_H
#define PRAK_BASE_QUAD_H

#if defined(__SIZEOF_FLOAT128__)
__extension__ typedef __float128 prak_quad;
#else
typedef long double prak_quad;
#endif

prak_quad prak_quad_sqrt(prak_quad x); /* x >= 0 */
prak_quad prak_quad_abs(prak_quad x);
#endif
