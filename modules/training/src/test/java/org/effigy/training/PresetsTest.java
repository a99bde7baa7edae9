package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.effigy.base.InputException;
import org.effigy.base.Json;
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
                        assertEquals(size, config.model().size());
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
    void namesWhatThereIs() {
        Family ddpm = Family.named("ddpm");
        InputException preset = assertThrows(InputException.class, () -> Presets.of(ddpm, "huge", 64, 0));
        assertEquals("unknown preset huge; presets are tiny, small, medium", preset.getMessage());
        InputException family = assertThrows(InputException.class, () -> Family.named("nerf"));
        assertTrue(family.getMessage().startsWith("unknown model nerf; models are "), family.getMessage());
        InputException size = assertThrows(InputException.class, () -> Presets.of(ddpm, "tiny", 63, 0));
        assertEquals("size is 63, allowed are 32, 64, 128, 256 and 512", size.getMessage());
        InputException classes =
                assertThrows(InputException.class, () -> Presets.of(Family.named("classifier"), "tiny", 64, 1));
        assertTrue(classes.getMessage().startsWith("the data has 1 classes"), classes.getMessage());
    }
}
