package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.networks.checkpoint.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpolationTest {
    private static final Checkpoint DDPM = ToyModels.ddpm(ToyModels.XRAY, 3);
    private static final SampleRequest CALM =
            SampleRequest.of(5, 4, ToyModels.ddim(4)).withClass("calm");

    @TempDir
    private Path temporary;

    private static SampleRequest between(SampleRequest request, String from, String to) {
        return request.withInterpolation(Optional.of(new Interpolation(from, to, request.count())));
    }

    @Test
    void beginsAndEndsWithTheImagesOfTheTwoSeedsAsASetHasThem() throws IOException {
        SampleRequest generator = SampleRequest.of(5, 4, ToyModels.GENERATOR);
        for (boolean gan : new boolean[] {false, true}) {
            Checkpoint model = gan ? ToyModels.dcgan(ToyModels.XRAY, 3) : DDPM;
            SampleRequest request = gan ? generator : CALM;
            try (ImageSampler sampler = ImageSampler.of(model, ToyModels.COMPUTE)) {
                List<SampledImage> set = sampler.sample(request);
                List<SampledImage> way = sampler.sample(between(
                        request,
                        String.valueOf(set.get(1).seed()),
                        String.valueOf(set.get(3).seed())));
                assertArrayEquals(set.get(1).scaled(), way.get(0).scaled());
                assertArrayEquals(set.get(3).scaled(), way.get(3).scaled());
                assertFalse(Arrays.equals(way.get(0).scaled(), way.get(1).scaled()));
                assertFalse(Arrays.equals(way.get(1).scaled(), way.get(2).scaled()));
            }
        }
    }

    @Test
    void foldersSayTheWayAreReplayedAndContinuedOnTheSameWayAlone() throws IOException {
        Path out = temporary.resolve("out");
        SampleRequest request = between(CALM, "7", "-8");
        try (ImageSampler sampler = ImageSampler.of(DDPM, ToyModels.COMPUTE)) {
            SampleFolder folder = new SampleFolder(sampler, "test", (a, b, c) -> Progress.none());
            ExportSettings settings =
                    ExportSettings.standard(ExportFormat.PNG, sampler.preprocessing(), "2026-01-31T12:00:00");
            SampleManifest manifest = folder.write(out, request, settings, () -> false);
            assertEquals(manifest, SampleManifest.read(out).orElseThrow());
            assertEquals(request.interpolation(), manifest.interpolation());
            assertTrue(folder.replay(out).agrees());
            SampleRequest other = between(CALM, "7", "9");
            String message = assertThrows(InputException.class, () -> folder.write(out, other, settings, () -> false))
                    .getMessage();
            assertTrue(message.contains("4 images from seed 7 to seed -8"), message);
            assertThrows(InputException.class, () -> folder.write(out, CALM, settings, () -> false));
            String mixed = assertThrows(InputException.class, () -> sampler.check(request.withClass("")))
                    .getMessage();
            assertTrue(mixed.contains("calm, wild"), mixed);
        }
    }

    @Test
    void refusesSeedsThatAreNoneOrTheSame() {
        assertThrows(IllegalArgumentException.class, () -> new Interpolation("1", "1", 5));
        assertThrows(IllegalArgumentException.class, () -> new Interpolation("1", "b", 5));
        assertThrows(IllegalArgumentException.class, () -> new Interpolation("1", "2", 1));
    }
}
