package org.effigy.codecs.jpeg2000;

import java.util.ArrayList;
import java.util.List;
import org.effigy.codecs.PixelException;

/** The geometry of a tile (T.800, annex B): resolutions, their subbands and precincts, and the code-blocks in these. */
final class Tile {
    /** A resolution level; 0 is the coarsest. */
    record Resolution(Rectangle area, List<Subband> subbands, List<Precinct> precincts) {}

    /**
     * A subband.
     *
     * @param kind 0 for LL, 1 for HL, 2 for LH, 3 for HH
     * @param area its coefficients
     * @param number its place among the quantizer steps
     */
    record Subband(int kind, Rectangle area, int number) {}

    /** The code-blocks of one precinct, subband by subband, and where on the reference grid it begins. */
    static final class Precinct {
        private final long x;
        private final long y;
        private final List<Blocks> parts = new ArrayList<>();
        private int nextLayer;

        private Precinct(long x, long y) {
            this.x = x;
            this.y = y;
        }

        long x() {
            return x;
        }

        long y() {
            return y;
        }

        List<Blocks> parts() {
            return parts;
        }

        /** Says whether the layer has not been read yet, and counts it as read. */
        boolean claim(int layer) {
            if (layer < nextLayer) {
                return false;
            }
            nextLayer = layer + 1;
            return true;
        }
    }

    /** The code-blocks of one subband in one precinct. */
    record Blocks(Subband subband, List<CodeBlock> blocks, TagTree inclusion, TagTree emptyPlanes) {}

    private static final int PRECINCT_COST = 8;
    private static final int MIN_BUDGET = 1 << 13;
    private static final int PIXELS_PER_PART = 8;

    private final Rectangle area;
    private final Coding coding;
    private final int precision;
    private final List<Resolution> resolutions = new ArrayList<>();
    private long budget;

    Tile(Rectangle area, Coding coding, int precision) {
        this.area = area;
        this.coding = coding;
        this.precision = precision;
        this.budget = MIN_BUDGET + (long) area.width() * area.height() / PIXELS_PER_PART;
        for (int r = 0; r <= coding.component().levels(); r++) {
            resolutions.add(resolution(r));
        }
    }

    Rectangle area() {
        return area;
    }

    /** Returns the quantizer step of a subband of the irreversible path (T.800, equation E-3). */
    float step(Subband subband) {
        Coding.Quantization quantization = coding.quantization();
        int mantissa = quantization.mantissas()[subband.number()];
        int exponent = quantization.exponents()[subband.number()];
        return (float) ((1.0 + mantissa / 2048.0) * Math.pow(2, precision - exponent));
    }

    Coding coding() {
        return coding;
    }

    List<Resolution> resolutions() {
        return resolutions;
    }

    private Resolution resolution(int r) {
        int levels = coding.component().levels();
        Rectangle reduced = area.reduced(levels - r);
        List<Subband> subbands = new ArrayList<>();
        if (r == 0) {
            subbands.add(new Subband(0, reduced, 0));
        } else {
            for (int kind = 1; kind <= 3; kind++) {
                subbands.add(new Subband(kind, area.subband(levels - r + 1, kind), 3 * (r - 1) + kind));
            }
        }
        if (3 * r >= coding.quantization().exponents().length) {
            throw PixelException.broken("the JPEG 2000 frame has fewer quantizer steps than subbands");
        }
        return new Resolution(reduced, subbands, reduced.isEmpty() ? List.of() : precincts(r, reduced, subbands));
    }

    private List<Precinct> precincts(int r, Rectangle reduced, List<Subband> subbands) {
        int widthBits = coding.component().precinctWidthBits(r);
        int heightBits = coding.component().precinctHeightBits(r);
        int halved = r == 0 ? 0 : 1;
        int shift = coding.component().levels() - r;
        List<Precinct> precincts = new ArrayList<>();
        for (long y = reduced.y0() >> heightBits; y << heightBits < reduced.y1(); y++) {
            for (long x = reduced.x0() >> widthBits; x << widthBits < reduced.x1(); x++) {
                spend(PRECINCT_COST);
                Precinct precinct = new Precinct(
                        Math.max(area.x0(), x << (widthBits + shift)), Math.max(area.y0(), y << (heightBits + shift)));
                Rectangle place = square(x, y, widthBits - halved, heightBits - halved);
                for (Subband subband : subbands) {
                    if (!subband.area().isEmpty()) {
                        precinct.parts.add(blocks(subband, place));
                    }
                }
                precincts.add(precinct);
            }
        }
        return precincts;
    }

    private Blocks blocks(Subband subband, Rectangle place) {
        Rectangle part = place.intersect(subband.area());
        List<CodeBlock> blocks = new ArrayList<>();
        if (part.isEmpty()) {
            return new Blocks(subband, blocks, new TagTree(0, 0), new TagTree(0, 0));
        }
        int widthBits = Math.min(coding.component().widthBits(), log2(place.width()));
        int heightBits = Math.min(coding.component().heightBits(), log2(place.height()));
        int left = part.x0() >> widthBits;
        int top = part.y0() >> heightBits;
        int right = (part.x1() - 1 >> widthBits) + 1;
        int bottom = (part.y1() - 1 >> heightBits) + 1;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                spend(1);
                Rectangle block = square(x, y, widthBits, heightBits).intersect(part);
                blocks.add(new CodeBlock(block, x - left, y - top));
            }
        }
        return new Blocks(
                subband, blocks, new TagTree(right - left, bottom - top), new TagTree(right - left, bottom - top));
    }

    private static Rectangle square(long x, long y, int widthBits, int heightBits) {
        return new Rectangle(
                (int) (x << widthBits),
                (int) (y << heightBits),
                (int) Math.min(Integer.MAX_VALUE, x + 1 << widthBits),
                (int) Math.min(Integer.MAX_VALUE, y + 1 << heightBits));
    }

    private static int log2(int value) {
        return 31 - Integer.numberOfLeadingZeros(value);
    }

    /** Keeps a frame from asking for more precincts and code-blocks than a sensible one of its size has. */
    private void spend(int cost) {
        budget -= cost;
        if (budget < 0) {
            throw PixelException.unsupported("the JPEG 2000 frame has too many precincts and code-blocks for its size");
        }
    }
}
