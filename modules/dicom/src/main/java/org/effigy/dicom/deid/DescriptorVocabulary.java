package org.effigy.dicom.deid;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The words that Clean Descriptors keeps, in the resource descriptor-vocabulary.tsv: anatomy, views, techniques. Every
 * other word, and every number but a thickness in millimetres, is dropped.
 */
final class DescriptorVocabulary {
    private static final Set<String> WORDS = load();
    private static final Pattern THICKNESS = Pattern.compile("[0-9]{1,2}(\\.[0-9]{1,2})?MM");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}.]+");

    private DescriptorVocabulary() {}

    /** Returns the known words of the text, joined by spaces; empty if there is none. */
    static String clean(String text) {
        List<String> known = new ArrayList<>();
        for (String word : WORD.matcher(text).results().map(MatchResult::group).toList()) {
            String upper = word.toUpperCase(Locale.ROOT);
            if (WORDS.contains(upper) || THICKNESS.matcher(upper).matches()) {
                known.add(word);
            }
        }
        return String.join(" ", known);
    }

    private static Set<String> load() {
        Set<String> words = new HashSet<>();
        for (String[] columns : Resources.rows("descriptor-vocabulary.tsv")) {
            words.addAll(List.of(columns[0].split(" ")));
        }
        return Set.copyOf(words);
    }
}
