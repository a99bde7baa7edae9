package org.effigy.dicom.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The data dictionary of DICOM PS3.6, {@link #EDITION}: tag, keyword, VR and VM of every public attribute, repeating
 * groups included.
 */
public final class Dictionary {
    /** The edition of the standard the resource was made from. */
    public static final String EDITION = "2024b";

    private static final int PATTERN_LENGTH = 8;
    private static final int SHORTEST_LINE = 10;

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

    /** The resource: a line per attribute, sorted by tag apart from the repeating groups. */
    private static final String TEXT = read();

    private static final List<Entry> REPEATING = new ArrayList<>();
    private static final int[] STARTS = starts();
    private static final int[] TAGS =
            Arrays.stream(STARTS).map(Dictionary::tagAt).toArray();
    /** Made of a line when it is first asked for. */
    private static final AtomicReferenceArray<Entry> ENTRIES = new AtomicReferenceArray<>(STARTS.length);

    /** By keyword, for the few who ask by it. */
    private static final class Keywords {
        static final Map<String, Entry> ENTRIES = new HashMap<>();

        static {
            for (int i = 0; i < STARTS.length; i++) {
                ENTRIES.put(entry(i).keyword(), entry(i));
            }
            REPEATING.forEach(entry -> ENTRIES.put(entry.keyword(), entry));
        }

        private Keywords() {}
    }

    private Dictionary() {}

    /** Returns the public attribute of this tag, empty for private and unknown ones. */
    public static Optional<Entry> find(int tag) {
        int low = 0;
        int high = TAGS.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Integer.compareUnsigned(TAGS[middle], tag);
            if (order == 0) {
                return Optional.of(entry(middle));
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return REPEATING.stream().filter(e -> e.matches(tag)).findFirst();
    }

    /** Returns the attribute of this PS3.6 keyword. */
    public static Optional<Entry> find(String keyword) {
        return Optional.ofNullable(Keywords.ENTRIES.get(keyword));
    }

    /** Returns the tag of this PS3.6 keyword; the lowest one for a repeating group. */
    public static OptionalInt tag(String keyword) {
        Entry entry = Keywords.ENTRIES.get(keyword);
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
        return Keywords.ENTRIES.values().stream()
                .sorted((a, b) -> a.pattern().compareTo(b.pattern()))
                .toList();
    }

    private static String read() {
        try (InputStream in = Dictionary.class.getResourceAsStream("dictionary.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns where the lines with a plain tag start; those of repeating groups are read at once. */
    private static int[] starts() {
        int[] starts = new int[TEXT.length() / SHORTEST_LINE];
        int count = 0;
        for (int at = 0; at < TEXT.length(); at = TEXT.indexOf('\n', at) + 1) {
            int x = TEXT.indexOf('x', at);
            if (TEXT.charAt(at) == '#') {
                continue;
            }
            if (x >= at && x < at + PATTERN_LENGTH) {
                REPEATING.add(parse(at));
            } else {
                starts[count++] = at;
            }
        }
        return Arrays.copyOf(starts, count);
    }

    private static int tagAt(int start) {
        return Integer.parseUnsignedInt(TEXT, start, start + PATTERN_LENGTH, 16);
    }

    private static Entry entry(int index) {
        Entry entry = ENTRIES.get(index);
        if (entry == null) {
            // Two threads may make the same entry, which does no harm.
            entry = parse(STARTS[index]);
            ENTRIES.set(index, entry);
        }
        return entry;
    }

    private static Entry parse(int start) {
        String[] columns = TEXT.substring(start, TEXT.indexOf('\n', start)).split("\t", -1);
        List<Vr> vrs = new ArrayList<>(1);
        for (String name : columns[2].split("\\|")) {
            vrs.add(Vr.valueOf(name));
        }
        return new Entry(columns[0], columns[1], List.copyOf(vrs), columns[3], columns[4].equals("R"));
    }
}
