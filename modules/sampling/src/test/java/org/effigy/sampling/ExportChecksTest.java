package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.effigy.base.InputException;
import org.effigy.dataset.image.Fit;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.junit.jupiter.api.Test;

class ExportChecksTest {
    private static final int SIDE = 128;

    private static Preprocessing recipe(IntensityRange range, String modality, String bodyPart) {
        return new Preprocessing(Preprocessing.VERSION, SIDE, range, Fit.CROP, modality, bodyPart, 350);
    }

    private static SampledImage image(String text) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
        graphics.drawString(text, 10, 60);
        graphics.dispose();
        float[] scaled = new float[SIDE * SIDE];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Math.max(
                    -0.8f + i / (float) scaled.length,
                    picture.getRaster().getSample(i % SIDE, i / SIDE, 0) / 127.5f - 1);
        }
        return new SampledImage(1, 1, "", scaled);
    }

    @Test
    void withholdsARadiographWithWriting() {
        Preprocessing chest = recipe(IntensityRange.PercentileRange.STANDARD, "CR", "CHEST");
        assertTrue(ExportChecks.STANDARD.withholds(image("DOE^JANE"), chest));
        assertFalse(ExportChecks.STANDARD.withholds(image(""), chest));
        assertFalse(new ExportChecks(false, false).withholds(image("DOE^JANE"), chest));
        Preprocessing ct = recipe(IntensityRange.HounsfieldWindow.STANDARD, "CT", "CHEST");
        assertFalse(ExportChecks.STANDARD.withholds(image("DOE^JANE"), ct));
        Preprocessing small = new Preprocessing(
                Preprocessing.VERSION, 64, IntensityRange.PercentileRange.STANDARD, Fit.CROP, "CR", "CHEST", 350);
        assertFalse(ExportChecks.STANDARD.withholds(image("DOE^JANE"), small));
    }

    @Test
    void refusesMoreThanAFewSlicesOfHeads() {
        Preprocessing head = recipe(IntensityRange.HounsfieldWindow.STANDARD, "CT", "HEAD");
        ExportSettings settings = ExportSettings.standard(ExportFormat.DICOM, head, "2026-01-01T12:00:00");
        InputException e =
                assertThrows(InputException.class, () -> ExportChecks.STANDARD.checkHeads(settings, head, 6));
        assertTrue(e.getMessage().contains("allow heads"), e.getMessage());
        assertDoesNotThrow(() -> ExportChecks.STANDARD.checkHeads(settings, head, 5));
        assertDoesNotThrow(() -> new ExportChecks(true, true).checkHeads(settings, head, 6));
        // Another body part at export does not hide what the model learned from.
        assertThrows(
                InputException.class, () -> ExportChecks.STANDARD.checkHeads(settings.withBodyPart("CHEST"), head, 6));
        Preprocessing skull = recipe(IntensityRange.PercentileRange.STANDARD, "DX", "SKULL");
        assertDoesNotThrow(() -> ExportChecks.STANDARD.checkHeads(settings.withBodyPart("SKULL"), skull, 64));
    }
}
