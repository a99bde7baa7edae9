package org.effigy.dicom.data;

import java.util.Arrays;
import java.util.List;
import org.effigy.base.Check;

/**
 * One data element: a tag, a VR, and a value that is bytes (always little endian), the items of a sequence, or the
 * fragments of encapsulated pixel data. Text is read and numbers are parsed through the {@link DataSet} that holds the
 * element, for it knows the character set.
 */
public final class Element {
    private static final byte[] NO_BYTES = {};

    private final int tag;
    private final Vr vr;
    private final byte[] bytes;
    private final List<DataSet> items;
    private final List<byte[]> fragments;

    private Element(int tag, Vr vr, byte[] bytes, List<DataSet> items, List<byte[]> fragments) {
        this.tag = tag;
        this.vr = vr;
        this.bytes = bytes;
        this.items = items;
        this.fragments = fragments;
    }

    /** Returns an element with these little-endian bytes, which must not be changed afterwards. */
    public static Element of(int tag, Vr vr, byte[] bytes) {
        Check.argument(vr != Vr.SQ, () -> "a sequence has items, not bytes");
        return new Element(tag, vr, bytes, List.of(), List.of());
    }

    /** Returns a sequence. The items join the data set that the element is put into and must be in no other. */
    public static Element sequence(int tag, List<DataSet> items) {
        return new Element(tag, Vr.SQ, NO_BYTES, List.copyOf(items), List.of());
    }

    /**
     * Returns encapsulated pixel data.
     *
     * @param fragments the content of the items, the first one the basic offset table (may be empty)
     */
    public static Element encapsulated(int tag, Vr vr, List<byte[]> fragments) {
        Check.argument(!fragments.isEmpty(), () -> "encapsulated pixel data begins with an offset table, got no item");
        return new Element(tag, vr, NO_BYTES, List.of(), List.copyOf(fragments));
    }

    public int tag() {
        return tag;
    }

    public Vr vr() {
        return vr;
    }

    /** Says whether this is a sequence, empty or not. */
    public boolean isSequence() {
        return vr == Vr.SQ;
    }

    /** Says whether this is pixel data in fragments. */
    public boolean isEncapsulated() {
        return !fragments.isEmpty();
    }

    /** Says whether there is no value: no bytes, no items, no fragments. */
    public boolean isEmpty() {
        return bytes.length == 0 && items.isEmpty() && fragments.isEmpty();
    }

    /** Returns the value, little endian; the array itself, not a copy. Empty for sequences and fragments. */
    @SuppressWarnings("EI_EXPOSE_REP")
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the items of a sequence; the list is immutable, the data sets in it are not. */
    public List<DataSet> items() {
        return items;
    }

    /** Returns the fragments of encapsulated pixel data, the first one being the basic offset table; views. */
    public List<byte[]> fragments() {
        return fragments;
    }

    /** Returns a deep copy: items are copied, bytes are shared because nobody changes them. */
    Element copy() {
        return items.isEmpty()
                ? this
                : new Element(tag, vr, bytes, items.stream().map(DataSet::copy).toList(), fragments);
    }

    /** Compares tag, VR and value; trailing padding counts. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Element e
                && tag == e.tag
                && vr == e.vr
                && Arrays.equals(bytes, e.bytes)
                && items.equals(e.items)
                && Arrays.deepEquals(fragments.toArray(), e.fragments.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * tag + Arrays.hashCode(bytes);
    }

    /** Returns tag and VR, never the value. */
    @Override
    public String toString() {
        return Tag.format(tag) + " " + vr;
    }
}
