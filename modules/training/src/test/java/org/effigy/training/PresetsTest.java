package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Size;
import org.effigy.networks.families.Family;
import org.effigy.networks.optim.AdamSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetsTest {
    private static List<Family> families() {
        return Family.all().stream().filter(Family::learnsFromImages).toList();
    }

    private static List<Integer> classCounts(Family family) {
        return family.judges() ? List.of(2, 3) : List.of(0, 3);
    }

    @Test
    void everyCombinationIsOfItsFamilySizeAndClassesAndSurvivesJson() {
        assertTrue(Family.all().size() >= 3, "families are found");
        for (Family family : families()) {
            for (String name : Family.PRESETS) {
                for (int size : new int[] {32, 64, 128, 256, 512}) {
                    for (int classes : classCounts(family)) {
                        TrainingConfig config = Presets.of(family, name, size, classes);
                        assertEquals(name, config.preset());
                        assertEquals(family.name(), config.model().family());
                        assertEquals(Size.square(size), config.model().imageSize());
                        assertEquals(classes, config.model().classes());
                        assertEquals(config, Json.parse(Json.line(config), TrainingConfig.class, "config"));
                    }
                }
            }
        }
    }

    @Test
    void noPresetMirrorsImagesForAMirroredChestIsARareAnomaly() {
        for (Family family : families()) {
            for (String name : Family.PRESETS) {
                TrainingConfig config = Presets.of(family, name, 64, 2);
                assertFalse(config.augmentation().flip(), family.name() + " " + name);
                assertTrue(config.augmentation().rotationDegrees() > 0, family.name() + " " + name);
            }
        }
    }

    /** The settings of the papers and of our trials, as the README's models were trained with them. */
    @ParameterizedTest
    @CsvSource({
        // family, preset, steps, batch, rate, beta 1, warm-up, clip norm, decay, label dropout
        "ddpm, tiny, 600, 8, 1e-3, 0.9, 100, 1, 0.99, 0.1",
        "ddpm, small, 4000, 16, 5e-4, 0.9, 100, 1, 0.999, 0.1",
        "ddpm, medium, 100000, 32, 2e-4, 0.9, 100, 1, 0.9999, 0.1",
        "dcgan, tiny, 600, 16, 2e-4, 0.5, 0, 1, 0.99, 0",
        "dcgan, small, 12000, 32, 2e-4, 0.5, 0, 1, 0.999, 0",
        "dcgan, medium, 60000, 64, 2e-4, 0.5, 0, 1, 0.9995, 0",
        "vae, tiny, 600, 16, 2e-3, 0.9, 100, 1, 0.99, 0.1",
        "vae, small, 8000, 16, 1e-3, 0.9, 100, 1, 0.999, 0.1",
        "vae, medium, 60000, 32, 3e-4, 0.9, 100, 1, 0.9995, 0.1",
        "fastgan, tiny, 600, 16, 2e-4, 0.5, 0, 1, 0.99, 0",
        "fastgan, small, 12000, 16, 2e-4, 0.5, 0, 1, 0.998, 0",
        "fastgan, medium, 60000, 32, 2e-4, 0.5, 0, 1, 0.999, 0",
        "classifier, tiny, 300, 32, 1e-3, 0.9, 50, 1, 0.99, 0",
        "classifier, small, 1500, 32, 1e-3, 0.9, 50, 1, 0.99, 0",
        "classifier, medium, 10000, 32, 1e-3, 0.9, 50, 1, 0.99, 0"
    })
    void thePaceOfEachPreset(
            String family,
            String name,
            long steps,
            int batch,
            double rate,
            double beta1,
            int warmup,
            double clip,
            double decay,
            double dropout) {
        TrainingConfig config = Presets.of(Family.named(family), name, 64, 2);
        assertEquals(steps, config.steps());
        assertEquals(batch, config.batch());
        assertEquals(
                new AdamSettings(rate, beta1, 0.999, 1e-8),
                config.optimisation().adam());
        assertEquals(warmup, config.optimisation().warmupSteps());
        assertEquals(clip, config.optimisation().clipNorm());
        assertEquals(decay, config.optimisation().emaDecay());
        assertEquals(dropout, config.labelDropout());
        if (!family.equals("classifier")) {
            assertEquals(0, Presets.of(Family.named(family), name, 64, 0).labelDropout());
        }
    }

    @ParameterizedTest
    @CsvSource({
        // cores, heap in GiB, preset
        "8, 4, medium",
        "64, 40, medium",
        "7, 4, small",
        "8, 3, small",
        "1, 1, small"
    })
    void suggestsMediumFromEightCoresAndSixteenGigabytesOn(int cores, long heap, String expected) {
        assertEquals(expected, Presets.forMachine(cores, heap << 30));
    }

    @Test
    void diffusionModelsTakeAnyMultiplesOfEightAndSurviveJson() {
        for (String family : List.of("ddpm", "edm", "flow")) {
            for (String name : Family.PRESETS) {
                for (Size size : List.of(new Size(96, 128), new Size(136, 40), Size.square(200), new Size(16, 24))) {
                    TrainingConfig config = Presets.of(Family.named(family), name, size, 2);
                    assertEquals(size, config.model().imageSize());
                    assertEquals(config, Json.parse(Json.line(config), TrainingConfig.class, "config"));
                    assertTrue(
                            Json.line(config).contains("\"size\":" + (size.isSquare() ? "200" : "\"" + size + "\"")));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "100x130, the nearest are 96x128 and 104x136",
        "96x130, the nearest are 96x128 and 96x136",
        "8, the nearest is 16",
        "1x2000, the nearest is 16x1024",
        "999999, the nearest is 1024"
    })
    void namesTheNearestSizesThatThePresetsDepthDivides(String size, String nearest) {
        Family ddpm = Family.named("ddpm");
        String message = assertThrows(InputException.class, () -> Presets.of(ddpm, "small", Size.parse(size), 0))
                .getMessage();
        assertTrue(message.startsWith("size is " + size + ", each side must be a multiple of 8"), message);
        assertTrue(message.endsWith(nearest), message);
    }

    @Test
    void familiesOfSquaresSaySoInOneLine() {
        for (String family : List.of("dcgan", "fastgan", "ldm")) {
            String message = assertThrows(
                            InputException.class, () -> Presets.of(Family.named(family), "small", new Size(96, 128), 0))
                    .getMessage();
            assertTrue(message.contains("makes squares only; choose one number for both sides"), message);
        }
        String message = assertThrows(InputException.class, () -> Presets.of(Family.named("dcgan"), "small", 96, 0))
                .getMessage();
        assertEquals("a dcgan cannot be of size 96: size is 96, it must be a power of two", message);
    }

    @Test
    void namesWhatThereIs() {
        Family ddpm = Family.named("ddpm");
        InputException preset = assertThrows(InputException.class, () -> Presets.of(ddpm, "huge", 64, 0));
        assertEquals("unknown preset huge; presets are tiny, small, medium", preset.getMessage());
        InputException family = assertThrows(InputException.class, () -> Family.named("nerf"));
        assertTrue(family.getMessage().startsWith("unknown model nerf; models are "), family.getMessage());
        InputException size = assertThrows(InputException.class, () -> Presets.of(ddpm, "tiny", 63, 0));
        assertEquals(
                "size is 63, each side must be a multiple of 8 from 16 to 1024; the nearest are 56 and 64",
                size.getMessage());
        InputException classes =
                assertThrows(InputException.class, () -> Presets.of(Family.named("classifier"), "tiny", 64, 1));
        assertTrue(classes.getMessage().startsWith("the data has 1 classes"), classes.getMessage());
    }
}
