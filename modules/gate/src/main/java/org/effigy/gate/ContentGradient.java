package org.effigy.gate;

/**
 * The content of an image as a linear map of small changes of it, with the ranks of its grey levels held as they are, and the
 * transpose of that map, which carries gradients from a content back to the image.
 */
final class ContentGradient {
    private final float[] slopes;
    private final int whole;
    private final int side;
    private final Placement placement;

    ContentGradient(float[] image, int whole, Placement placement) {
        this.whole = whole;
        side = Math.min(whole, Content.EQUALISED);
        slopes = Equalisation.slopes(side < whole ? Area.mean(image, whole, side) : image);
        this.placement = placement;
    }

    /** Returns by what the content, on the descriptor's grid, changes with the image. */
    float[] change(float[] ofImage) {
        float[] averaged = side < whole ? Area.mean(ofImage, whole, side) : ofImage;
        return Content.ofEqualised(sloped(averaged), side).at(placement, Content.GRID);
    }

    /** Returns the gradient of a function of the image from that of the content on the descriptor's grid. */
    float[] gradient(float[] ofContent) {
        float[] band = Content.transposed(ofContent, placement, Content.GRID);
        float[] small = Blur.transposed(band, Content.BASE, Content.FINE);
        float[] coarse = Blur.transposed(band, Content.BASE, Content.COARSE);
        for (int i = 0; i < small.length; i++) {
            small[i] -= coarse[i];
        }
        float[] ofAveraged = sloped(Area.transposed(small, side, Content.BASE));
        return side < whole ? Area.transposed(ofAveraged, whole, side) : ofAveraged;
    }

    private float[] sloped(float[] values) {
        float[] out = values.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] *= slopes[i];
        }
        return out;
    }
}
