package org.effigy.gate;

/**
 * The content of an image as a linear map of small changes of it, with the ranks of its grey levels held as they are, and the
 * transpose of that map, which carries gradients from a content back to the image.
 */
final class ContentGradient {
    private final float[] slopes;
    private final int side;
    private final Placement placement;

    ContentGradient(float[] image, int side, Placement placement) {
        slopes = Equalisation.slopes(image);
        this.side = side;
        this.placement = placement;
    }

    /** Returns by what the content, on the descriptor's grid, changes with the image. */
    float[] change(float[] ofImage) {
        return Content.ofEqualised(sloped(ofImage), side).at(placement, Content.GRID);
    }

    /** Returns the gradient of a function of the image from that of the content on the descriptor's grid. */
    float[] gradient(float[] ofContent) {
        float[] band = Content.transposed(ofContent, placement, Content.GRID);
        float[] small = Blur.transposed(band, Content.BASE, Content.FINE);
        float[] coarse = Blur.transposed(band, Content.BASE, Content.COARSE);
        for (int i = 0; i < small.length; i++) {
            small[i] -= coarse[i];
        }
        return sloped(Area.transposed(small, side, Content.BASE));
    }

    private float[] sloped(float[] values) {
        float[] out = values.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] *= slopes[i];
        }
        return out;
    }
}
