package org.effigy.dicom.deid;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The attributes that are kept although table E.1-1 is silent about them, and what their values may be. The resource
 * kept-attributes.tsv is the list; what it lacks is removed.
 */
final class KeptAttributes {
    /** What a value must be to be kept. */
    enum Kind {
        /** Numbers of the attribute's VR, not more than its VM allows. */
        NUMBER,
        /** Some of the terms given. */
        TERMS,
        /** Each value matches the regular expression given. */
        PATTERN,
        /** ORIGINAL or DERIVED, PRIMARY or SECONDARY, then terms; an unknown one becomes OTHER. */
        IMAGE_TYPE,
        /** A term of {@link org.effigy.dicom.data.BodyPart}. */
        BODY_PART,
        /** A manufacturer everybody knows. */
        MANUFACTURER,
        /** A UID that the DICOM standard itself has assigned. */
        STANDARD_UID,
        /** Any UID; replaced like those in the table. */
        UID,
        /** Items, de-identified; those that lose all their attributes are dropped. */
        ITEMS,
        /** Items, de-identified, none of which is dropped because their number means something. */
        GROUPS,
        /** Coded entries of well-known schemes. */
        CODES,
        /** Items about equipment, of which only the note on synthesizing equipment is kept. */
        EQUIPMENT,
        /** A look-up table, as long as its descriptor says. */
        LOOKUP_TABLE,
        /** The pixels and their offset tables, which are made anew. */
        PIXEL_DATA
    }

    /**
     * An attribute that is kept.
     *
     * @param tag its tag
     * @param kind what a value must be
     * @param terms the terms that are allowed, for those kinds
     * @param pattern what values must match, for that kind
     * @param otherwise what a value that must go leaves: no attribute ({@code remove}), an empty one as type 2 needs
     *     ({@code empty}), or this term
     */
    record Rule(int tag, Kind kind, Set<String> terms, Pattern pattern, String otherwise) {}

    private static final Map<Integer, Rule> BY_TAG = new HashMap<>();

    static {
        for (String[] columns : Resources.rows("kept-attributes.tsv")) {
            int tag = Integer.parseUnsignedInt(columns[0], 16);
            Kind kind = Kind.valueOf(columns[2].toUpperCase(Locale.ROOT).replace('-', '_'));
            Set<String> terms = kind == Kind.PATTERN ? Set.of() : Set.of(columns[3].split("\\|", -1));
            Pattern pattern = Pattern.compile(kind == Kind.PATTERN ? columns[3] : "");
            BY_TAG.put(tag, new Rule(tag, kind, terms, pattern, columns[4]));
        }
    }

    private KeptAttributes() {}

    static Optional<Rule> find(int tag) {
        return Optional.ofNullable(BY_TAG.get(tag));
    }
}
