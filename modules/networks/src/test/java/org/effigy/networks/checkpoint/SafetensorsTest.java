package org.effigy.networks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.Tensors;
import org.effigy.networks.net.NamedTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void readsWhatItWroteBitForBit() throws IOException {
        float[] values = Tensors.normal(new Random(1), 200_000);
        values[3] = Float.NEGATIVE_INFINITY;
        values[4] = Float.intBitsToFloat(0x7fc12345);
        Path file = folder.resolve("a");
        Safetensors.write(
                file,
                List.of(
                        new NamedTensor("z \"\u00e4\"", new long[] {2, 100_000}, values),
                        new NamedTensor("empty", new long[] {3, 0}, new float[0]),
                        new NamedTensor("scalar", new long[0], new float[] {1.5f})));

        List<NamedTensor> read = Safetensors.read(file);

        assertEquals(
                List.of("z \"\u00e4\"", "empty", "scalar"),
                read.stream().map(NamedTensor::name).toList());
        assertArrayEquals(new long[] {2, 100_000}, read.get(0).shape());
        for (int i = 0; i < values.length; i++) {
            assertEquals(
                    Float.floatToRawIntBits(values[i]),
                    Float.floatToRawIntBits(read.get(0).values()[i]));
        }
        assertArrayEquals(new float[] {1.5f}, read.get(2).values());
    }

    /** The layout that the format's own documentation gives. */
    @Test
    void bytesAreHeaderLengthHeaderAndLittleEndianData() throws IOException {
        Path file = folder.resolve("a");
        Safetensors.write(file, List.of(new NamedTensor("w", new long[] {1, 2}, new float[] {1, -2})));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong(0);
        assertEquals(0, length % 8);
        assertEquals(8 + length + 8, bytes.capacity());
        var header = Json.tree(new String(bytes.array(), 8, length, StandardCharsets.UTF_8), "header");
        assertEquals("pt", header.path("__metadata__").path("format").asText());
        assertEquals("F32", header.path("w").path("dtype").asText());
        assertEquals("[1,2]", header.path("w").path("shape").toString());
        assertEquals("[0,8]", header.path("w").path("data_offsets").toString());
        assertEquals(1f, bytes.getFloat(8 + length));
        assertEquals(-2f, bytes.getFloat(8 + length + 4));
    }

    /** The bytes are those of numpy.float16 and of torch.bfloat16. */
    @Test
    void writesAndReadsNumbersOf16Bits() throws IOException {
        float[] values = {1, -2, 0.1f, 65504, 6.1e-5f, 3e-8f, 2049, 2051, -0f, 65520};
        String f16 = "3c00 c000 2e66 7bff 03ff 0001 6800 6802 8000 7c00";
        String bf16 = "3f80 c000 3dcd 4780 3880 3301 4500 4500 8000 4780";
        Path file = folder.resolve("a");
        for (TensorType type : List.of(TensorType.F16, TensorType.BF16)) {
            Safetensors.write(file, List.of(new NamedTensor("w", new long[] {2, 5}, values)), type);
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer data = ByteBuffer.wrap(bytes, bytes.length - 20, 20).order(ByteOrder.LITTLE_ENDIAN);
            StringBuilder words = new StringBuilder();
            while (data.hasRemaining()) {
                words.append(String.format(Locale.ROOT, " %04x", data.getShort() & 0xFFFF));
            }
            assertEquals(type == TensorType.F16 ? f16 : bf16, words.toString().strip());
            Safetensors.Typed read = Safetensors.readTyped(file);
            assertEquals(type, read.type());
            for (int i = 0; i < values.length; i++) {
                assertEquals(type.rounded(values[i]), read.tensors().get(0).values()[i]);
            }
            assertEquals(10, Safetensors.count(file));
        }
    }

    /** Every number of binary16 comes back; between two neighbours the nearer one is taken. */
    @Test
    void roundsToTheNearestNumberOf16Bits() {
        for (int half = 0; half < 0x7C00; half++) {
            ByteBuffer two = ByteBuffer.allocate(4).putShort((short) half).putShort((short) (half + 1));
            float low = TensorType.F16.get(two.flip());
            float high = TensorType.F16.get(two);
            assertEquals(low, TensorType.F16.rounded(low));
            assertEquals(-low, TensorType.F16.rounded(-low));
            float middle = Float.isInfinite(high) ? 65520 : low + (high - low) / 2;
            assertEquals(half % 2 == 0 ? low : high, TensorType.F16.rounded(middle));
            assertEquals(low, TensorType.F16.rounded(Math.nextDown(middle)));
            assertEquals(high, TensorType.F16.rounded(Math.nextUp(middle)));
        }
        assertTrue(Float.isNaN(TensorType.F16.rounded(Float.NaN)) && Float.isNaN(TensorType.BF16.rounded(Float.NaN)));
    }

    @Test
    void refusesHostileHeaders() throws IOException {
        for (long length : new long[] {-1, 0, 1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40, 19}) {
            byte[] file = file("{}", 8);
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            assertRefused(file);
        }
        String ok = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        Files.write(folder.resolve("x"), file(ok, 8));
        assertEquals(1, Safetensors.read(folder.resolve("x")).size());
        assertRefused(file(ok, 7));
        assertRefused(file(ok, 9));
        assertRefused(file(ok.replace("F32", "BF16"), 8));
        assertRefused(file(ok.replace("F32", "F64"), 16));
        assertRefused(file(ok.replace("[2]", "[3]"), 8));
        assertRefused(file(ok.replace("[2]", "[-2]"), 8));
        assertRefused(file(ok.replace("[2]", "[4294967296,4294967296,0]"), 8));
        assertRefused(file(ok.replace("[2]", "[2.0]"), 8));
        assertRefused(file(ok.replace("[2]", "\"2\""), 8));
        assertRefused(file(ok.replace("[0,8]", "[8,0]"), 8));
        assertRefused(file(ok.replace("[0,8]", "[4,12]"), 12));
        assertRefused(file(ok.replace("[0,8]", "[0,8,9]"), 8));
        assertRefused(file(ok.replace("[0,8]", "[0,99999999999999999999]"), 8));
        assertRefused(file(ok.replace("}}", "},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"), 8));
        assertRefused(file(ok.replace("}}", "},\"b\":7}"), 8));
        assertRefused(file("[1]", 0));
        assertRefused(file("{\"a\":".repeat(3000), 0));
        assertRefused(new byte[0]);
        assertRefused(new byte[7]);
    }

    @Test
    void aRandomlyDamagedFileIsRefusedOrRead() throws IOException {
        long seed = 20261122;
        Random random = new Random(seed);
        byte[] good = bytes(List.of(
                new NamedTensor("a", new long[] {2, 3}, new float[6]),
                new NamedTensor("b", new long[] {1}, new float[1])));
        for (int i = 0; i < 500; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
            for (int k = random.nextInt(4); k >= 0 && bad.length > 0; k--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            Files.write(folder.resolve("x"), bad);
            try {
                Safetensors.read(folder.resolve("x"));
            } catch (InputException e) {
                assertTrue(!e.getMessage().contains("\n"), "seed " + seed + ", file " + i);
            }
        }
    }

    @Test
    void twoTensorsOfOneNameAreRefused() {
        NamedTensor tensor = new NamedTensor("a", new long[] {1}, new float[1]);
        assertThrows(IllegalArgumentException.class, () -> bytes(List.of(tensor, tensor)));
        assertThrows(IllegalArgumentException.class, () -> new NamedTensor("a", new long[] {2}, new float[1]));
    }

    private static byte[] bytes(List<NamedTensor> tensors) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.write(out, tensors, TensorType.F32);
        return out.toByteArray();
    }

    private static byte[] file(String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    private void assertRefused(byte[] bytes) throws IOException {
        Path file = folder.resolve("x");
        Files.write(file, bytes);
        assertThrows(InputException.class, () -> Safetensors.read(file));
    }
}
