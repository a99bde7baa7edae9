package org.effigy.report.document;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class DocumentTest {
    private static final String NASTY = "<script>alert('x')</script> & \"y\" | *z*";

    @Test
    void escapesEveryTextOfEveryBlock() {
        Picture picture = new Picture(NASTY, Png.grey(new float[4], 2, false), false);
        List<Block> blocks = List.of(
                new Text(NASTY),
                new Heading(NASTY),
                new Items(List.of(NASTY)),
                new Command(NASTY),
                new Facts.Builder().add(NASTY, NASTY).build(),
                new Table(NASTY, List.of("a", "b"), List.of(List.of(NASTY, NASTY))),
                new Gallery(NASTY, List.of(picture)),
                new Notice(Notice.Kind.BAD, NASTY, List.of(NASTY)),
                new Points(List.of(new Points.Point(NASTY, Points.Outcome.MET, NASTY, NASTY, NASTY))));
        Document document = new Document(NASTY, NASTY, NASTY, List.of(new Section("one", NASTY, blocks)));
        String html = document.html();
        assertFalse(html.contains("<script"), html);
        assertTrue(html.contains("&lt;script&gt;"));
        String markdown = document.markdown().replaceAll("(?m)^    .*$", "");
        assertFalse(Pattern.compile("(?<!\\\\)<").matcher(markdown).find(), markdown);
        assertFalse(Pattern.compile("(?<!\\\\)\\*z").matcher(markdown).find(), markdown);
    }

    @Test
    void numbersHaveThreeDigitsThatCount() {
        assertEquals("0.0124", Numbers.text(0.012431));
        assertEquals("18.2", Numbers.text(18.24));
        assertEquals("12346", Numbers.text(12345.6));
        assertEquals("0", Numbers.text(0));
        assertEquals("-0.5", Numbers.text(-0.5));
        assertEquals("1.23E-8", Numbers.text(1.234e-8));
        assertEquals("not finite", Numbers.text(Double.NaN));
    }

    @Test
    void aSyntheticPictureSaysSoInItsFileAndARealOneDoesNot() throws IOException {
        float[] values = {-1, -0.5f, 0.5f, 1, 3, -3};
        byte[] synthetic = Png.grey(values, 3, false);
        assertTrue(new String(synthetic, StandardCharsets.ISO_8859_1).contains("tEXtSyntheticData\0YES"));
        assertFalse(new String(Png.grey(values, 3, true), StandardCharsets.ISO_8859_1).contains("SyntheticData"));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(synthetic));
        assertArrayEquals(
                new int[] {0, 64, 191, 255, 255, 0}, image.getRaster().getSamples(0, 0, 3, 2, 0, (int[]) null));
    }

    @Test
    void aPictureIsAPngFile() {
        assertThrows(IllegalArgumentException.class, () -> new Picture("x", new byte[] {1, 2, 3, 4, 5}, false));
    }
}
