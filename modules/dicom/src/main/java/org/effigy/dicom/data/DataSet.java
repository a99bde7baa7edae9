package org.effigy.dicom.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.effigy.base.Check;

/**
 * The elements of a data set or of an item, in the order of their tags; mutable, not thread-safe.
 *
 * <p>Text is decoded and encoded in the SpecificCharacterSet of this data set or, in an item that has none, of the data
 * set around it. Reading a value that is absent or empty gives an empty result; reading one that is not of the asked kind
 * is a {@link DicomException} that names the tag.
 */
public final class DataSet implements Iterable<Element> {
    private final ElementTable elements = new ElementTable();
    private DataSet parent;

    public boolean contains(int tag) {
        return elements.get(tag) != null;
    }

    public Optional<Element> element(int tag) {
        return Optional.ofNullable(elements.get(tag));
    }

    /** Returns the elements in the order of their tags; a view, not to be changed while it is iterated. */
    public Collection<Element> elements() {
        return Collections.unmodifiableCollection(elements.elements());
    }

    @Override
    public Iterator<Element> iterator() {
        return elements().iterator();
    }

    public int size() {
        return elements.size();
    }

    public boolean isEmpty() {
        return elements.size() == 0;
    }

    /** Returns the first text, without padding; empty if the element is absent or its first value is empty. */
    public Optional<String> string(int tag) {
        List<String> strings = strings(tag);
        return strings.isEmpty() || strings.get(0).isEmpty() ? Optional.empty() : Optional.of(strings.get(0));
    }

    /**
     * Returns all texts, without padding; empty values in between are kept. The numbers of a binary VR are returned as
     * decimal text, other binary values give nothing.
     */
    public List<String> strings(int tag) {
        Element element = elements.get(tag);
        if (element == null) {
            return List.of();
        }
        return Values.strings(element, element.vr().isLocalText() ? characterSet() : CharacterSet.DEFAULT);
    }

    /** Returns the first number as an integer. */
    public OptionalInt integer(int tag) {
        double[] numbers = numbers(tag);
        if (numbers.length == 0) {
            return OptionalInt.empty();
        }
        if (numbers[0] != Math.rint(numbers[0]) || Math.abs(numbers[0]) > Integer.MAX_VALUE) {
            throw new DicomException(
                    DicomException.Kind.MALFORMED, Tag.describe(tag) + " is not an integer of 32 bits");
        }
        return OptionalInt.of((int) numbers[0]);
    }

    /** Returns the first number. */
    public OptionalDouble number(int tag) {
        double[] numbers = numbers(tag);
        return numbers.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(numbers[0]);
    }

    /** Returns all numbers of a DS, IS, or binary number VR; none if the element is absent or empty. */
    public double[] numbers(int tag) {
        Element element = elements.get(tag);
        return element == null ? new double[0] : Values.numbers(element);
    }

    /** Returns the items of a sequence, none if it is absent; the data sets are those inside, not copies. */
    public List<DataSet> items(int tag) {
        Element element = elements.get(tag);
        return element == null ? List.of() : element.items();
    }

    /** Puts an element, replacing one of the same tag. Items of a sequence become part of this data set. */
    public DataSet put(Element element) {
        for (DataSet item : element.items()) {
            Check.argument(item != this, () -> "a data set cannot hold itself");
            item.parent = this;
        }
        elements.put(element);
        return this;
    }

    /**
     * Puts texts, encoded in the character set that holds now: put SpecificCharacterSet first.
     *
     * @throws IllegalArgumentException if the VR is not a text or the character set lacks a letter
     */
    public DataSet put(int tag, Vr vr, String... values) {
        return put(Element.of(tag, vr, Values.encode(tag, vr, values, characterSet())));
    }

    /** Puts integers in a binary VR (AT, SL, SS, SV, UL, US, UV) or as IS or DS text. */
    public DataSet putInts(int tag, Vr vr, int... values) {
        double[] numbers = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = vr == Vr.AT || vr == Vr.UL ? Integer.toUnsignedLong(values[i]) : values[i];
        }
        return putNumbers(tag, vr, numbers);
    }

    /** Puts numbers in a binary VR or as DS (at most 16 characters, rounded if it must be) or IS text. */
    public DataSet putNumbers(int tag, Vr vr, double... values) {
        return put(Element.of(tag, vr, Values.encode(tag, vr, values)));
    }

    /** Puts a sequence; the items become part of this data set and must be in no other. */
    public DataSet putItems(int tag, List<DataSet> items) {
        return put(Element.sequence(tag, items));
    }

    /** Puts a sequence of one or a few items, as {@link #putItems(int, List)}. */
    public DataSet putItems(int tag, DataSet... items) {
        return putItems(tag, List.of(items));
    }

    /** Puts little-endian bytes, which must not be changed afterwards. */
    public DataSet putBytes(int tag, Vr vr, byte[] bytes) {
        return put(Element.of(tag, vr, bytes));
    }

    /** Removes the element; says whether there was one. */
    public boolean remove(int tag) {
        return elements.remove(tag);
    }

    /** Returns the tags in order; a copy, so the data set may be changed while it is walked. */
    public List<Integer> tags() {
        List<Integer> tags = new ArrayList<>(elements.size());
        elements.elements().forEach(element -> tags.add(element.tag()));
        return tags;
    }

    /** Returns a deep copy that shares only the bytes of values, which nobody changes. */
    public DataSet copy() {
        DataSet copy = new DataSet();
        copy.parent = parent;
        for (Element element : elements.elements()) {
            copy.put(element.copy());
        }
        return copy;
    }

    /** Returns the character set that holds here: its own, else that of the data set around it. */
    CharacterSet characterSet() {
        Element own = elements.get(Tag.SpecificCharacterSet);
        if (own != null) {
            return CharacterSet.of(Values.strings(own, CharacterSet.DEFAULT));
        }
        return parent == null ? CharacterSet.DEFAULT : parent.characterSet();
    }

    /** Compares the elements in order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DataSet d
                && List.copyOf(elements.elements()).equals(List.copyOf(d.elements.elements()));
    }

    @Override
    public int hashCode() {
        return List.copyOf(elements.elements()).hashCode();
    }

    /** Returns the number of elements, never a value. */
    @Override
    public String toString() {
        return "DataSet of " + elements.size() + " elements";
    }
}
