package org.effigy.dicom.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ElementTableTest {
    private static Element element(int tag, int value) {
        return Element.of(tag, Vr.OB, new byte[] {(byte) value, (byte) (value >> 8)});
    }

    /** Against a tree, with tags on both sides of the sign bit, puts of the same tag and removals. */
    @Test
    void keepsElementsInUnsignedOrderWhateverTheOrderOfPuts() {
        Random random = new Random(11);
        for (int elements : new int[] {0, 1, 40, 700, 3000}) {
            for (boolean ascending : new boolean[] {true, false}) {
                List<Integer> tags = new ArrayList<>();
                for (int i = 0; i < elements; i++) {
                    tags.add(random.nextInt(elements) * 0x00310001);
                }
                if (ascending) {
                    tags.sort(Integer::compareUnsigned);
                } else {
                    Collections.shuffle(tags, random);
                }
                compare(tags, random);
            }
        }
    }

    private static void compare(List<Integer> tags, Random random) {
        ElementTable table = new ElementTable();
        TreeMap<Integer, Element> expected = new TreeMap<>(Integer::compareUnsigned);
        for (int tag : tags) {
            Element element = element(tag, random.nextInt(1 << 16));
            table.put(element);
            expected.put(tag, element);
            if (random.nextInt(10) == 0) {
                assertEquals(expected.remove(tag) != null, table.remove(tag));
                assertEquals(false, table.remove(tag));
            }
        }
        assertEquals(new ArrayList<>(expected.values()), new ArrayList<>(table.elements()));
        assertEquals(expected.size(), table.size());
        for (int tag : tags) {
            assertEquals(expected.get(tag), table.get(tag));
        }
    }
}
