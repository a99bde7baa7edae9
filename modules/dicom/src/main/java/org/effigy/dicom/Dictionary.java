package org.effigy.dicom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The data dictionary of DICOM PS3.6, {@link #EDITION}: tag, keyword, VR and VM of every public attribute, repeating
 * groups included.
 */
public final class Dictionary {
    /** The edition of the standard the resource was made from. */
    public static final String EDITION = "2024b";

    /**
     * One attribute.
     *
     * @param pattern the tag, 8 hexadecimal digits in upper case, {@code x} where any digit fits
     * @param keyword the PS3.6 keyword
     * @param vrs the allowed value representations, usually one
     * @param vm the value multiplicity as in PS3.6, e.g. {@code 1-n}
     * @param retired whether the standard has retired it
     */
    public record Entry(String pattern, String keyword, List<Vr> vrs, String vm, boolean retired) {
        /** Says whether the tag names this attribute. */
        boolean matches(int tag) {
            for (int i = 0; i < 8; i++) {
                char c = pattern.charAt(i);
                if (c != 'x' && Character.digit(c, 16) != (tag >>> (28 - 4 * i) & 0xf)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final Map<Integer, Entry> BY_TAG = new HashMap<>();
    private static final Map<String, Entry> BY_KEYWORD = new HashMap<>();
    private static final List<Entry> REPEATING = new ArrayList<>();

    static {
        try (InputStream in = Dictionary.class.getResourceAsStream("dictionary.tsv");
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            reader.lines().filter(line -> !line.startsWith("#")).forEach(Dictionary::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Dictionary() {}

    /** Returns the public attribute of this tag, empty for private and unknown ones. */
    public static Optional<Entry> find(int tag) {
        Entry entry = BY_TAG.get(tag);
        if (entry != null) {
            return Optional.of(entry);
        }
        return REPEATING.stream().filter(e -> e.matches(tag)).findFirst();
    }

    /** Returns the attribute of this PS3.6 keyword. */
    public static Optional<Entry> find(String keyword) {
        return Optional.ofNullable(BY_KEYWORD.get(keyword));
    }

    /** Returns the tag of this PS3.6 keyword; the lowest one for a repeating group. */
    public static OptionalInt tag(String keyword) {
        Entry entry = BY_KEYWORD.get(keyword);
        return entry == null
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseUnsignedInt(entry.pattern().replace('x', '0'), 16));
    }

    /** Returns the PS3.6 keyword of the tag, empty for private and unknown ones. */
    public static Optional<String> keyword(int tag) {
        return find(tag).map(Entry::keyword);
    }

    /**
     * Returns the VR of the tag: the first where PS3.6 allows several, UL for group lengths, LO for private creators, UN
     * where the tag is private or unknown.
     */
    public static Vr vr(int tag) {
        if ((tag & 0xffff) == 0) {
            return Vr.UL;
        }
        if (Tag.isPrivateCreator(tag)) {
            return Vr.LO;
        }
        return find(tag).map(e -> e.vrs().get(0)).orElse(Vr.UN);
    }

    /** Returns every attribute, in the order of the tags. */
    public static List<Entry> entries() {
        return BY_KEYWORD.values().stream()
                .sorted((a, b) -> a.pattern().compareTo(b.pattern()))
                .toList();
    }

    private static void add(String line) {
        String[] columns = line.split("\t", -1);
        List<Vr> vrs = new ArrayList<>();
        for (String name : columns[2].split("\\|")) {
            vrs.add(Vr.valueOf(name));
        }
        Entry entry = new Entry(columns[0], columns[1], List.copyOf(vrs), columns[3], columns[4].equals("R"));
        BY_KEYWORD.put(entry.keyword(), entry);
        if (entry.pattern().indexOf('x') < 0) {
            BY_TAG.put(Integer.parseUnsignedInt(entry.pattern(), 16), entry);
        } else {
            REPEATING.add(entry);
        }
    }
}
