package org.effigy.networks.families;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.Tensors;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Shape;
import org.junit.jupiter.api.Test;

/** What the U-Net can do beyond one square channel; {@link DdpmTest} has the rest. */
class DenoisingUNetTest {
    private static final String ATTENTION = "down0.block0.attention.qkv.weight";

    private static DenoisingUNet.Config unet(int channels, int height, int width, int patch) {
        return new DenoisingUNet.Config(channels, height, width, patch, 8, List.of(1, 2), 1, 8, 4, 0);
    }

    @Test
    void foldsEachChannelOfAnImageThatIsNotSquare() {
        DenoisingUNet.Config config = unet(2, 4, 8, 2);
        float[] images = new float[2 * 4 * 8];
        IntStream.range(0, images.length).forEach(i -> images[i] = i);
        float[] folded = DenoisingUNet.fold(images, config);
        // Channel 0, offset (0, 0), then (0, 1): every second pixel of every second row of 8.
        assertArrayEquals(
                new float[] {0, 2, 4, 6, 16, 18, 20, 22, 1, 3, 5, 7, 17, 19, 21, 23}, Arrays.copyOf(folded, 16));
        // The second channel begins after the four offsets of the first.
        assertArrayEquals(new float[] {32, 34, 36, 38, 48, 50, 52, 54}, Arrays.copyOfRange(folded, 32, 40));
        assertArrayEquals(images, DenoisingUNet.unfold(folded, config));
    }

    @Test
    void mapsImagesOfSeveralChannelsAndAnySidesToTheSameShape() {
        for (int patch = 1; patch <= 2; patch++) {
            DenoisingUNet.Config config = unet(4, 16, 24, patch);
            Net net = DenoisingUNet.net(config);
            assertEquals(
                    new Shape(4 * patch * patch, 16 / patch, 24 / patch),
                    net.output().shape());
            float[] images = Tensors.normal(new Random(1), 2 * config.imageLength());
            try (Workers workers = Engines.workers(UNet.fastest());
                    Network network = new Network(net, UNet.fastest(), workers).init(1)) {
                float[] out =
                        network.predict(4, DenoisingUNet.inputs(config, images, new double[] {0.25, 3}, new int[0]));
                assertEquals(images.length, out.length);
            }
        }
    }

    @Test
    void attendsWhereASideHasTheResolution() {
        assertEquals(1, named(ATTENTION, unet(1, 8, 16, 1)));
        assertEquals(1, named(ATTENTION, unet(1, 16, 8, 1)));
        assertEquals(0, named(ATTENTION, unet(1, 32, 24, 1)));
    }

    private static long named(String name, DenoisingUNet.Config config) {
        return new Layout(DenoisingUNet.net(config))
                .places().stream().filter(place -> place.name().equals(name)).count();
    }

    @Test
    void refusesSidesThatTheLevelsDoNotHalve() {
        assertThrows(IllegalArgumentException.class, () -> unet(1, 16, 18, 2));
        assertThrows(IllegalArgumentException.class, () -> unet(1, 18, 16, 2));
    }
}
