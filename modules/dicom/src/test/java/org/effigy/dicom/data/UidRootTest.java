package org.effigy.dicom.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UidRootTest {
    @Test
    void writesTheBitsOfAUuidAsOneDecimalNumber() {
        // The example of PS3.5, annex B.2: f81d4fae-7dec-11d0-a765-00a0c91e6bf6, with version 8 for 1.
        byte[] hash = HexFormat.of().parseHex("f81d4fae7dec11d0a76500a0c91e6bf6");
        BigInteger expected = new BigInteger("f81d4fae7dec81d0a76500a0c91e6bf6", 16);
        assertEquals("2.25." + expected, UidRoot.UUID.uid(hash));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2.25", "1.2.3", "2.999", "1.2.826.0.1.3680043.10.999", "1.2.3.4567890.123456789.123456789.1"})
    void makesValidUidsOfAtMost64Characters(String root) {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] hash = new byte[32];
            random.nextBytes(hash);
            if (i < 5) {
                java.util.Arrays.fill(hash, (byte) (i == 0 ? 0 : -i));
            }
            String uid = new UidRoot(root).uid(hash);
            assertTrue(uid.length() <= 64, () -> uid);
            assertTrue(uid.startsWith(root + "."), () -> uid);
            assertTrue(uid.matches("(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*))+"), () -> uid);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.",
                ".1",
                "1..2",
                "1.02",
                "3.1",
                "1.2.x",
                " 1.2",
                "1.2.840.10008",
                "1.2.840.10008.5",
                "1.2.3.4567890.123456789.123456789.123456"
            })
    void refusesWhatIsNoRoot(String root) {
        assertThrows(InputException.class, () -> new UidRoot(root));
    }
}
