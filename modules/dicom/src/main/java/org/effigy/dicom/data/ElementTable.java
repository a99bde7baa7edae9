package org.effigy.dicom.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeMap;

/**
 * Elements in the unsigned order of their tags. Files have them in this order, so they are kept in an array: reading one
 * appends, and a look-up is a binary search without a node or a boxed tag per element. Many elements in another order
 * would make that slow, so they move to a tree.
 */
final class ElementTable {
    private static final int FIRST = 32;
    /** From this size on an element out of order makes a tree. */
    private static final int MOST_SHIFTED = 512;

    /** Tags with the sign bit turned, so that their signed order is the tags' unsigned one; ascending. */
    private int[] keys = new int[FIRST];

    private Element[] values = new Element[FIRST];
    private int size;
    /** All elements, once there were many out of order; by key. Otherwise null. */
    private TreeMap<Integer, Element> tree;

    private static int key(int tag) {
        return tag ^ Integer.MIN_VALUE;
    }

    int size() {
        return tree == null ? size : tree.size();
    }

    /** Returns the element of a tag, or null. */
    Element get(int tag) {
        if (tree != null) {
            return tree.get(key(tag));
        }
        int at = Arrays.binarySearch(keys, 0, size, key(tag));
        return at < 0 ? null : values[at];
    }

    /** Puts an element, replacing one of the same tag. */
    void put(Element element) {
        int key = key(element.tag());
        if (tree != null) {
            tree.put(key, element);
            return;
        }
        int at = size == 0 || key > keys[size - 1] ? -size - 1 : Arrays.binarySearch(keys, 0, size, key);
        if (at >= 0) {
            values[at] = element;
        } else if (-at - 1 < size && size >= MOST_SHIFTED) {
            plant();
            tree.put(key, element);
        } else {
            insert(-at - 1, key, element);
        }
    }

    private void insert(int at, int key, Element element) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        System.arraycopy(keys, at, keys, at + 1, size - at);
        System.arraycopy(values, at, values, at + 1, size - at);
        keys[at] = key;
        values[at] = element;
        size++;
    }

    private void plant() {
        tree = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            tree.put(keys[i], values[i]);
        }
        keys = new int[0];
        values = new Element[0];
    }

    /** Removes the element of a tag; says whether there was one. */
    boolean remove(int tag) {
        if (tree != null) {
            return tree.remove(key(tag)) != null;
        }
        int at = Arrays.binarySearch(keys, 0, size, key(tag));
        if (at < 0) {
            return false;
        }
        size--;
        System.arraycopy(keys, at + 1, keys, at, size - at);
        System.arraycopy(values, at + 1, values, at, size - at);
        values[size] = null;
        return true;
    }

    /** Returns the elements in order; a view that holds while none is put or removed. */
    Collection<Element> elements() {
        return tree == null ? Arrays.asList(values).subList(0, size) : tree.values();
    }
}
