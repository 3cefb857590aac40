/* lang.c - the words of lang.h as two arrays. */
#include "draw/lang.h"

#define WORD_EN(key, en, km) en,
#define WORD_KM(key, en, km) km,
static const char *const english[] = { PRAK_WORDS(WORD_EN) };
static const char *const khmer_words[] = { PRAK_WORDS(WORD_KM) };

const char *prak_draw_word_raw(enum prak_draw_word w, bool khmer)
{
    return khmer ? khmer_words[w] : english[w];
}
