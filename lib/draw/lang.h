/*
 * lang.h - every word that prak writes on a page, in English and in Khmer.
 *
 * THE KHMER WORDING IS PROVISIONAL AND NEEDS A NATIVE READER before a report is published.
 * A `|` in a Khmer word is a place where a line may break (written as U+200B in HTML and SVG, dropped in
 * text). {0} {1} {2} are filled in; their order may differ between the languages.
 */
#ifndef PRAK_DRAW_LANG_H
#define PRAK_DRAW_LANG_H
#include <stdbool.h>
#include <stddef.h>

/* clang-format off */
#define PRAK_WORDS(X) \
    X(ALL,            "All",                        "ទាំងអស់") \
    X(MISSING_GROUP,  "(not stated)",               "(មិន|បាន|បញ្ជាក់)") \
    X(F_SHARE,        "Share",                      "ភាគរយ") \
    X(F_MEAN,         "Mean",                       "មធ្យមភាគ") \
    X(F_TOTAL,        "Total",                      "សរុប") \
    X(F_COUNT,        "Count",                      "ចំនួន") \
    X(F_RATIO,        "Ratio",                      "អនុបាត") \
    X(F_QUANTILE,     "Quantile",                   "ក្វាន់ទីល") \
    X(F_MEDIAN,       "Median",                     "មេដ្យាន") \
    X(F_GINI,         "Gini coefficient",           "មេគុណ|ជីនី") \
    X(F_KAITZ,        "Kaitz index",                "សន្ទស្សន៍|កៃត៍ស៍") \
    X(F_FREQ,         "Share of each answer",       "ភាគរយ|នៃ|ចម្លើយ|នីមួយៗ") \
    X(F_HIST,         "Distribution",               "របាយ") \
    X(BY,             "{0} by {1}",                 "{0} តាម {1}") \
    X(PER_CENT,       "per cent",                   "គិត|ជា|ភាគរយ") \
    X(WITH_INTERVAL,  "with {0}% confidence interval", "ជាមួយ|ចន្លោះ|ទំនុកចិត្ត {0}%") \
    X(INTERVAL,       "{0}% CI",                    "ចន្លោះ|ទំនុកចិត្ត {0}%") \
    X(INTERVAL_ANY,   "interval",                   "ចន្លោះ|ទំនុកចិត្ត") \
    X(GROUP,          "Group",                      "ក្រុម") \
    X(LEVEL,          "Answer",                     "ចម្លើយ") \
    X(BIN,            "From – below",               "ពី – ក្រោម") \
    X(FLAG,           "Note",                       "សម្គាល់") \
    X(N,              "n",                          "n") \
    X(N_MISSING,      "missing",                    "បាត់") \
    X(FLAG_CAUTION,   "caution",                    "ប្រុងប្រយ័ត្ន") \
    X(FLAG_SUPPRESS,  "suppressed",                 "មិន|បង្ហាញ") \
    X(KEY_ABOVE,      "interval above all ({0})",   "ចន្លោះ|លើ|ទាំងអស់ ({0})") \
    X(KEY_BELOW,      "interval below it",          "ចន្លោះ|ក្រោម") \
    X(KEY_NEITHER,    "interval covers it",         "ចន្លោះ|គ្រប|លើ") \
    X(KEY_CAUTION,    "( ) caution: n below {0}",   "( ) ប្រុងប្រយ័ត្ន៖ n តិចជាង {0}") \
    X(KEY_CAUTION_CV, "( ) caution: n below {0} or CV over {1}", "( ) ប្រុងប្រយ័ត្ន៖ n តិចជាង {0} ឬ CV លើស {1}") \
    X(KEY_CAUTION_ANY,"( ) caution",                "( ) ប្រុងប្រយ័ត្ន") \
    X(BELOW_REF,      "below {0}",                  "ក្រោម {0}") \
    X(FROM_REF,       "{0} and over",               "{0} ឡើង|ទៅ") \
    X(BELOW_ABOVE,    "below the reference above this line", "ខាង|លើ|បន្ទាត់|នេះ|គឺ|ក្រោម|តម្លៃ|យោង") \
    X(REFERENCE,      "Reference",                  "តម្លៃ|យោង") \
    X(MEDIAN_IS,      "Median {0}",                 "មេដ្យាន {0}") \
    X(NOTE,           "Note:",                      "កំណត់|ចំណាំ៖") \
    X(SOURCE,         "Source:",                    "ប្រភព៖") \
    X(NOTE_N,         "n = {0}, {1} missing.",      "n = {0}, បាត់ {1}។") \
    X(NOTE_N_NONE,    "n = {0}, none missing.",     "n = {0}, គ្មាន|បាត់។") \
    X(NOTE_N_UNKNOWN, "n = {0}, missing not counted.", "n = {0}, ចំនួន|បាត់|មិន|បាន|រាប់។") \
    X(NOTE_WEIGHT,    "Weighted by {0}.",           "ថ្លឹង|ទម្ងន់|តាម {0}។") \
    X(NOTE_NO_WEIGHT, "Not weighted.",              "មិន|បាន|ថ្លឹង|ទម្ងន់|ទេ។") \
    X(NOTE_CI,        "Intervals are {0}% confidence intervals ({1}).", "បន្ទាត់|បង្ហាញ|ចន្លោះ|ទំនុកចិត្ត {0}% ({1})។") \
    X(NOTE_CI_ONLY,   "Intervals are {0}% confidence intervals.", "បន្ទាត់|បង្ហាញ|ចន្លោះ|ទំនុកចិត្ត {0}%។") \
    X(NOTE_VARIANCE,  "Variance: {0}.",             "វ៉ារ្យង់៖ {0}។") \
    X(NOTE_DESIGN,    "Design: {0}.",               "គំរូ|សំណាក៖ {0}។") \
    X(NOTE_DEFF,      "Design effect {0}.",         "ឥទ្ធិពល|នៃ|គំរូ|សំណាក {0}។") \
    X(NOTE_RULE,      "Quantile rule: {0}.",        "វិធាន|ក្វាន់ទីល៖ {0}។") \
    X(NOTE_SUPPRESS,  "{0} of {1} estimates suppressed (n below {2}).", "មិន|បង្ហាញ {0} ក្នុង|ចំណោម {1} (n តិចជាង {2})។") \
    X(NOTE_SUPPRESS_ANY, "{0} of {1} estimates suppressed.", "មិន|បង្ហាញ {0} ក្នុង|ចំណោម {1}។") \
    X(NOTE_NO_SUPPRESS,"Estimates with n below {0} are suppressed; none is here.", "តម្លៃ|ដែល n តិចជាង {0} មិន|បង្ហាញ; នៅ|ទីនេះ|គ្មាន|ទេ។") \
    X(NOTE_CAUTION,   "{0} in brackets: n below {1}.", "{0} ក្នុង|វង់ក្រចក៖ n តិចជាង {1}។") \
    X(NOTE_CAUTION_CV,"{0} in brackets: n below {1} or CV over {2}.", "{0} ក្នុង|វង់ក្រចក៖ n តិចជាង {1} ឬ CV លើស {2}។") \
    X(NOTE_CAUTION_ANY,"{0} in brackets: read with care.", "{0} ក្នុង|វង់ក្រចក៖ សូម|អាន|ដោយ|ប្រុងប្រយ័ត្ន។") \
    X(NOTE_CONFIDENCE,"Confidence of the legal rules: {0}.", "ភាព|ជឿជាក់|នៃ|វិធាន|ច្បាប់៖ {0}។") \
    X(NOTE_OVERFLOW,  "{0} and over are in the last bar.", "តម្លៃ {0} ឡើង|ទៅ|នៅ|ក្នុង|របារ|ចុងក្រោយ។") \
    X(NOTE_REFERENCE, "Reference: {0}.",            "តម្លៃ|យោង៖ {0}។") \
    X(NOTE_GROUPS_LEFT,"{0} groups: only all of them together are drawn.", "{0} ក្រុម៖ បង្ហាញ|តែ|ទាំងអស់|រួមគ្នា។") \
    X(NOTE_GROUPS_TABLE,"{0} groups are too many to draw; see the table.", "{0} ក្រុម|ច្រើន|ពេក|សម្រាប់|គូរ សូម|មើល|តារាង។") \
    X(STRATA,         "strata {0}",                 "ស្រទាប់ {0}") \
    X(CLUSTER,        "clusters {0}",               "ចង្កោម {0}") \
    X(FPC,            "population sizes {0}",       "ទំហំ|ប្រជាករ {0}") \
    X(LONELY,         "lonely unit: {0}",           "ឯកតា|ទោល៖ {0}") \
    X(REPWEIGHTS,     "replicate weights {0}",      "ទម្ងន់|ចម្លង {0}") \
    X(SHARE_KIND,     "shares: {0}",                "ភាគរយ៖ {0}") \
    X(MORE_ROWS,      "{0} more rows",              "មាន {0} ជួរ|ទៀត") \
    X(ALT_DOT,        "Dot and whisker chart: {0}. {1} rows, sorted from highest to lowest.", "គំនូស|តាង|ចំណុច|និង|ចន្លោះ៖ {0}។ {1} ជួរ តម្រៀប|ពី|ខ្ពស់|ទៅ|ទាប។") \
    X(ALT_HIST,       "Histogram: {0}. {1} bins.",  "អ៊ីស្តូក្រាម៖ {0}។ {1} ប្រអប់។") \
    X(ALT_FREQ,       "Bar chart: {0}. {1} bars.",  "គំនូស|តាង|របារ៖ {0}។ {1} របារ។") \
    X(ALT_VALUE,      "{0}: {1}",                   "{0}៖ {1}") \
    X(ALT_HIGHEST,    "Highest: {0} {1}.",          "ខ្ពស់|បំផុត៖ {0} {1}។") \
    X(ALT_LOWEST,     "Lowest: {0} {1}.",           "ទាប|បំផុត៖ {0} {1}។") \
    X(ALT_ALL,        "All: {0}.",                  "ទាំងអស់៖ {0}។") \
    X(ALT_TALLEST,    "Tallest bin: {0} with {1}.", "ប្រអប់|ខ្ពស់|បំផុត៖ {0} មាន {1}។") \
    X(ALT_BELOW,      "Below {0}: {1}.",            "ក្រោម {0}៖ {1}។") \
    X(ALT_EXCLUDE,    "Interval above all: {0} rows; below: {1}.", "ចន្លោះ|លើ|ទាំងអស់៖ {0} ជួរ; ក្រោម៖ {1}។") \
    X(ALT_SUPPRESS,   "Suppressed: {0}.",           "មិន|បង្ហាញ៖ {0}។") \
    X(DATA,           "Data",                       "ទិន្នន័យ") \
    X(CONTENTS,       "Contents",                   "មាតិកា") \
    X(STATISTICS,     "Statistics",                 "ស្ថិតិ") \
    X(TABLE,          "Table",                      "តារាង")
/* clang-format on */

#define PRAK_WORD_ENUM(key, en, km) PRAK_W_##key,
enum prak_draw_word { PRAK_WORDS(PRAK_WORD_ENUM) PRAK_WORD_COUNT };
#undef PRAK_WORD_ENUM

/* The raw entry, marks and all. */
const char *prak_draw_word_raw(enum prak_draw_word w, bool khmer);
#endif
