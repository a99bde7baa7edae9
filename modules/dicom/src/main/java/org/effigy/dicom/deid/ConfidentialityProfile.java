package org.effigy.dicom.deid;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.dicom.data.Tag;

/** Table E.1-1 of PS3.15: what to do with each attribute that may identify, in the basic profile and its options. */
final class ConfidentialityProfile {
    /** The edition of the standard the table is from. */
    static final String EDITION = "2024b";

    private static final String PRIVATE = "private";
    private static final int FIRST_OPTION = 3;

    /**
     * A row of the table.
     *
     * @param pattern the tag, 8 hexadecimal digits, {@code x} for any digit; {@code private} for the private attributes
     * @param name the attribute's name
     * @param basic the action of the basic profile: X remove, Z empty, D dummy, U new UID, or several joined by slashes
     * @param options K keep or C clean, for the options that say so
     */
    record Row(String pattern, String name, String basic, Map<DeidOption, Character> options) {
        private boolean matches(int tag) {
            for (int i = 0; i < pattern.length(); i++) {
                char digit = pattern.charAt(i);
                if (digit != 'x' && Character.digit(digit, 16) != (tag >>> (28 - 4 * i) & 0xf)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Row> ROWS = new ArrayList<>();
    private static final Map<Integer, Row> BY_TAG = new HashMap<>();
    private static final List<Row> REPEATING = new ArrayList<>();

    static {
        for (String[] columns : Resources.rows("confidentiality-profile.tsv")) {
            Row row = new Row(columns[0], columns[1], columns[2], options(columns));
            ROWS.add(row);
            if (row.pattern.contains("x")) {
                REPEATING.add(row);
            } else if (!row.pattern.equals(PRIVATE)) {
                BY_TAG.put(Integer.parseUnsignedInt(row.pattern, 16), row);
            }
        }
    }

    private ConfidentialityProfile() {}

    /** Returns the row of a public attribute, empty where the table says nothing about it. */
    static Optional<Row> find(int tag) {
        Row row = BY_TAG.get(tag);
        if (row != null || Tag.isPrivate(tag)) {
            return Optional.ofNullable(row);
        }
        return REPEATING.stream().filter(r -> r.matches(tag)).findFirst();
    }

    /** Returns all rows. */
    static List<Row> rows() {
        return List.copyOf(ROWS);
    }

    private static Map<DeidOption, Character> options(String[] columns) {
        Map<DeidOption, Character> options = new EnumMap<>(DeidOption.class);
        DeidOption[] inOrder = DeidOption.values();
        for (int i = 0; i < inOrder.length; i++) {
            String action = columns[FIRST_OPTION + i];
            if (!action.isEmpty()) {
                options.put(inOrder[i], action.charAt(0));
            }
        }
        return options;
    }
}
