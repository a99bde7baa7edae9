package org.effigy.report.document;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Arrays;
import java.util.Base64;
import org.effigy.base.Check;

/**
 * A picture in the page itself.
 *
 * @param caption under it; it also stands for the picture to those who do not see it
 * @param png the file; not in the JSON twin
 * @param real whether it shows a patient
 */
public record Picture(String caption, @JsonIgnore byte[] png, boolean real) {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G'};

    public Picture {
        Check.argument(Arrays.mismatch(png, SIGNATURE) == SIGNATURE.length, () -> "not a PNG file");
        png = png.clone();
    }

    @Override
    public byte[] png() {
        return png.clone();
    }

    void html(Html out) {
        String words = (real ? "Real image: " : "Synthetic image: ") + caption;
        out.open("figure class=\"picture\"")
                .raw("<img loading=\"lazy\" alt=\"" + Html.escape(words) + "\" src=\"data:image/png;base64,"
                        + Base64.getEncoder().encodeToString(png) + "\">")
                .element("figcaption", caption)
                .close("figure");
    }
}
