package org.effigy.networks.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.Tensors;
import org.effigy.networks.families.Dcgan;
import org.effigy.networks.families.Ddpm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
    private static Ddpm.Config unet(
            int size, int patch, int base, String multipliers, int blocks, int attention, int groups, int classes) {
        List<Integer> multiples =
                Arrays.stream(multipliers.split(" ")).map(Integer::valueOf).toList();
        return new Ddpm.Config(
                size,
                patch,
                base,
                multiples,
                blocks,
                attention,
                groups,
                classes,
                "cosine",
                1000,
                PredictionType.VELOCITY);
    }

    private static String rows(Layout layout) {
        return layout.places().stream()
                .map(p -> p.name() + " " + Arrays.toString(p.parameter().shape()) + " at " + p.offset())
                .collect(Collectors.joining("\n"));
    }

    private static void assertRows(String sha256, int length, Layout layout) {
        String rows = rows(layout);
        assertEquals(length, layout.length(), rows);
        assertEquals(sha256, Hashes.sha256(rows.getBytes(StandardCharsets.UTF_8)), rows);
    }

    /**
     * The optimiser's state in checkpoints of Effigy up to 0.1 lies in this order: names, shapes and places as the program at
     * commit b1d53ec had them, which were those of Deeplearning4j's graph. Presets' shapes, and some that no preset has.
     */
    @ParameterizedTest
    @CsvSource({
        "16, 1, 8, 1 2, 1, 8, 4, 0, 44969, 72807fa296fe22b6b745499185502e863181252e91946914541ce3dbfd47b06a",
        "32, 2, 16, 1 2 3, 1, 8, 8, 3, 439204, e7afb6dcd4693c65c3e5c5313d6b9aca7af6e3fd4698110c8800804bf075e876",
        "24, 2, 12, 1 1, 2, 12, 4, 0, 59128, b5f0e1ad807900686f80c4b7a628338e29c36e746f9d2d97795757554ec59bb9",
        "20, 1, 6, 2 3, 1, 0, 3, 2, 55555, c68566d07193d08534d5db835d7817c8a1a09cf87025cc389b982e82aea5e3fb",
        "64, 2, 32, 1 2 2, 1, 16, 8, 0, 1114532, 17cd92a3cc1862803a47cb54a232ffdd534020e15046712ab72879c13d9d5ffa",
        "64, 2, 48, 1 2 3, 1, 16, 8, 0, 3917476, c9eb90d83bbde9642a1f7b99708ca2e93defc478515bbdc5dcdb59f79ae7690a",
        "64, 1, 16, 1 2 4, 2, 16, 8, 0, 989217, b41b1084a07d89d6a2d11fde515311f12da47de067cac793bb60380025f116b3",
        "128, 2, 16, 2 1 4 1, 3, 16, 8, 0, 1176068, c3cc9f3dd8d3baefb0d0f1ad860fb6433914d63e7de4c26eb1d174de57afbebe",
        "64, 2, 32, 1 2 2, 1, 16, 8, 3, 1114916, 67a13c160ecb7ac3a3747b8356ec1d41b725625be0ad3aa4813eaf0cd157dd5b",
        "64, 2, 48, 1 2 3, 1, 16, 8, 3, 3918052, f6c885acf0d4d26c6875b13cef076a407da52e6ddf809a7aa15ffd8f7f3f390b",
        "64, 1, 16, 1 2 4, 2, 16, 8, 3, 989409, e14ef1c0fc70f03492b3b1451828c89551e9109b5637486db9fb5fef8e340464",
        "128, 2, 16, 2 1 4 1, 3, 16, 8, 3, 1176260, 92f9cbc5ad70fbbedb36d369c46af18a8fd9d629335c96c58ffc633158272a83",
        "64, 1, 64, 1 2 4, 2, 16, 8, 2, 15723137, d0cffbe931873639c8f0f32906ece006cb1de5f5efee1418f9e45541b05ffc25"
    })
    void theUnetLiesWhereOldCheckpointsHaveIt(
            int size,
            int patch,
            int base,
            String multipliers,
            int blocks,
            int attention,
            int groups,
            int classes,
            int length,
            String sha256) {
        Ddpm.Config config = unet(size, patch, base, multipliers, blocks, attention, groups, classes);
        assertRows(sha256, length, new Layout(Ddpm.net(config)));
    }

    @ParameterizedTest
    @CsvSource({
        "8, 5, 4, 0, 400, a506398dfb688117476faf916284c915b28aa108286922cc1ae0b6079b3f052d,"
                + "128, 3288fc0f8d7b1ec806b4276f161d9d038fd1b7d417bc2d606a6fab504f534f78",
        "16, 6, 4, 0, 1392, 4a598098aa6b08276809b2d7dced3f26027b41a3ea34e7439969a8be025863a0,"
                + "720, 7b0f4a8394896a22f0aedfa4f356a111e321532874e6708527e4fe40b76c6282",
        "64, 100, 8, 0, 146016, 33e8dca71dcee03026bd237f1458f546b60ce39892435b4338731f438c33f801,"
                + "44384, aa23811d17c46b19931cfa61eea5531bf802508b5503d3d1a2fa57ec19d9fd24",
        "128, 20, 2, 3, 12888, 78e91d136cb62454031857c173b366ab5d30a4808bf5ac08aab8f7f49d5b793c,"
                + "7256, 0aa4a4411b51bf81fddb259469af24f7fcf25e9ff61de3372f9ca874f341709d"
    })
    void theDcganLiesWhereOldCheckpointsHaveIt(
            int size,
            int latent,
            int features,
            int classes,
            int generatorLength,
            String generator,
            int discriminatorLength,
            String discriminator) {
        Dcgan.Config config = Dcgan.Config.of(size, latent, features, classes);
        assertRows(generator, generatorLength, new Layout(Dcgan.generator(config)));
        assertRows(discriminator, discriminatorLength, new Layout(Dcgan.discriminator(config)));
    }

    @Test
    void theParametersOfAChainLieInItsOrder() {
        Layout layout = new Layout(Dcgan.discriminator(Dcgan.Config.of(16, 6, 4, 0)));
        List<String> expected = List.of(
                "discriminator.conv0.weight [4, 1, 4, 4] at 0",
                "discriminator.conv1.weight [8, 4, 4, 4] at 64",
                "discriminator.norm1.gamma [8] at 576",
                "discriminator.norm1.beta [8] at 584",
                "discriminator.conv2.weight [1, 8, 4, 4] at 592");
        assertEquals(String.join("\n", expected), rows(layout));
        assertEquals(720, layout.length());
    }

    @Test
    void placesFillTheVectorWithoutOverlap() {
        Layout layout = new Layout(Ddpm.net(unet(32, 2, 16, "1 2 3", 1, 8, 8, 3)));
        boolean[] taken = new boolean[layout.length()];
        for (Layout.Place place : layout.places()) {
            assertEquals(place, layout.place(place.name()));
            for (int i = place.offset(); i < place.offset() + place.length(); i++) {
                assertTrue(!taken[i], place.name());
                taken[i] = true;
            }
        }
        for (boolean one : taken) {
            assertTrue(one);
        }
        assertThrows(IllegalArgumentException.class, () -> layout.place("nobody.weight"));
    }

    @Test
    void tensorsAreWrittenWhereTheyAreRead() {
        Layout layout = new Layout(Ddpm.net(unet(32, 2, 16, "1 2 3", 1, 8, 8, 3)));
        float[] values = Tensors.normal(new Random(2), layout.length());
        List<NamedTensor> tensors = layout.tensors(FloatBuffer.wrap(values));
        float[] back = new float[values.length];
        layout.write(tensors, FloatBuffer.wrap(back));
        assertArrayEquals(values, back);
    }

    @Test
    void nothingIsWrittenOfAnotherNetworksWeights() {
        Layout layout = new Layout(Ddpm.net(unet(16, 1, 8, "1 2", 1, 8, 4, 0)));
        float[] before = Tensors.normal(new Random(3), layout.length());
        FloatBuffer vector = FloatBuffer.wrap(before.clone());
        List<NamedTensor> all = layout.tensors(vector).stream()
                .map(t -> new NamedTensor(t.name(), t.shape(), new float[t.values().length]))
                .toList();
        assertRefused(layout, all.subList(1, all.size()), vector, "another network");
        NamedTensor first = all.get(0);
        assertEquals("time1.weight", first.name());
        assertRefused(layout, first(all, "other", first.shape()), vector, "time1.weight is missing");
        long[] turned = {first.shape()[1], first.shape()[0]};
        assertRefused(layout, first(all, first.name(), turned), vector, "has shape " + Arrays.toString(turned));
        assertArrayEquals(before, vector.array());
    }

    private static List<NamedTensor> first(List<NamedTensor> tensors, String name, long[] shape) {
        List<NamedTensor> changed = new ArrayList<>(tensors);
        changed.set(0, new NamedTensor(name, shape, tensors.get(0).values()));
        return changed;
    }

    private static void assertRefused(Layout layout, List<NamedTensor> tensors, FloatBuffer vector, String part) {
        InputException e = assertThrows(InputException.class, () -> layout.write(tensors, vector));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    /** Each parameter has a random stream of its own, so that a layer more leaves the others' first values alone. */
    @Test
    void firstValuesDependOnTheSeedAndTheNameAlone() {
        Layout small = new Layout(Ddpm.net(unet(16, 2, 8, "1 2", 1, 4, 4, 0)));
        Layout large = new Layout(Ddpm.net(unet(16, 2, 8, "1 2", 2, 4, 4, 2)));
        float[] one = init(small, 1, "down0.block0.conv1.weight");
        assertArrayEquals(one, init(large, 1, "down0.block0.conv1.weight"));
        assertTrue(!Arrays.equals(one, init(small, 2, "down0.block0.conv1.weight")));
        assertTrue(!Arrays.equals(one, init(small, 1, "middle.block0.conv1.weight")));
    }

    private static float[] init(Layout layout, long seed, String name) {
        FloatBuffer vector = FloatBuffer.allocate(layout.length());
        layout.init(vector, seed);
        float[] values = new float[layout.place(name).length()];
        vector.get(layout.place(name).offset(), values);
        return values;
    }
}
