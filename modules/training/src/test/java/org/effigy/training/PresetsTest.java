package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.junit.jupiter.api.Test;

class PresetsTest {
    @Test
    void everyCombinationIsValidAndSurvivesJson() {
        for (String family : Presets.FAMILIES) {
            for (String name : Presets.NAMES) {
                for (int size : new int[] {64, 128}) {
                    for (int classes : new int[] {0, 3}) {
                        TrainingConfig config = Presets.of(family, name, size, classes);
                        assertEquals(family, config.model().family());
                        assertEquals(size, config.model().size());
                        assertEquals(classes, config.model().classes());
                        assertEquals(classes == 0 ? 0 : 0.1, config.labelDropout());
                        assertEquals(config, Json.parse(Json.line(config), TrainingConfig.class, "config"));
                    }
                }
            }
        }
    }

    @Test
    void suggestsMediumFromEightCoresAndSixteenGigabytesOn() {
        long quarter = 4L << 30;
        assertEquals("medium", Presets.forMachine(8, quarter));
        assertEquals("medium", Presets.forMachine(64, 10 * quarter));
        assertEquals("small", Presets.forMachine(7, quarter));
        assertEquals("small", Presets.forMachine(8, quarter - 1));
        assertEquals("small", Presets.forMachine(1, 1));
        Runtime here = Runtime.getRuntime();
        assertEquals(Presets.forMachine(here.availableProcessors(), here.maxMemory()), Presets.forThisMachine());
    }

    @Test
    void namesWhatThereIs() {
        InputException preset = assertThrows(InputException.class, () -> Presets.of("ddpm", "huge", 64, 0));
        assertEquals("unknown preset huge; presets are tiny, small, medium", preset.getMessage());
        InputException family = assertThrows(InputException.class, () -> Presets.of("vae", "tiny", 64, 0));
        assertEquals("unknown model vae; models are dcgan, ddpm", family.getMessage());
        assertThrows(InputException.class, () -> Presets.of("ddpm", "tiny", 63, 0));
    }
}
