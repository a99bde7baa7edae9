package org.effigy.codecs.jpeg2000;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.effigy.codecs.PixelException;

/** Reads the packets of a tile in their order (T.800, B.9 to B.12) and hands their bytes to the code-blocks. */
final class PacketReader {
    private static final int SOP = 0xff91;
    private static final int EPH = 0xff92;
    private static final int SOP_BYTES = 6;
    private static final int MAX_LENGTH_BITS = 31;
    private static final int MAX_IDLE = 10_000_000;

    private static final Comparator<Place> BY_POSITION = Comparator.comparingLong(
                    (Place p) -> p.precinct().y())
            .thenComparingLong(p -> p.precinct().x());

    /** The bytes that a packet brings for one segment of a block. */
    private record Contribution(CodeBlock block, int segment, int length) {}

    /** A precinct and where it belongs. */
    private record Place(int component, int resolution, Tile.Precinct precinct) {}

    private final Tile[] components;
    /** The component whose packet is being read. */
    private Tile tile;

    private final byte[] bytes;
    private final PacketBits in;
    private int idle;

    /**
     * Makes a reader.
     *
     * @param components the tile, as each component has it
     * @param bytes its packets
     */
    PacketReader(Tile[] components, byte[] bytes) {
        this.components = components;
        this.tile = components[0];
        this.bytes = bytes;
        this.in = new PacketBits(bytes);
    }

    /** Reads all packets; a tile that ends between two packets just has fewer layers. */
    void read() {
        Coding.Style style = components[0].coding().style();
        int resolutions = 0;
        for (Tile component : components) {
            resolutions = Math.max(resolutions, component.resolutions().size());
        }
        List<Coding.ProgressionVolume> volumes = components[0].coding().changes();
        if (volumes.isEmpty()) {
            volumes = List.of(new Coding.ProgressionVolume(
                    0, 0, style.layers(), resolutions, components.length, style.progression()));
        }
        for (Coding.ProgressionVolume volume : volumes) {
            readVolume(volume, Math.min(volume.layerEnd(), style.layers()));
        }
    }

    /** Returns how many bytes the packets that were read take. */
    int used() {
        return Math.min(bytes.length, in.position());
    }

    private void readVolume(Coding.ProgressionVolume volume, int layers) {
        List<Place> places = places(volume);
        switch (volume.progression()) {
            case 0 -> readLayerByLayer(places, layers);
            case 1 -> {
                for (int from = 0; from < places.size(); ) {
                    int resolution = places.get(from).resolution();
                    int to = from;
                    while (to < places.size() && places.get(to).resolution() == resolution) {
                        to++;
                    }
                    readLayerByLayer(places.subList(from, to), layers);
                    from = to;
                }
            }
            case 2 -> {
                places.sort(Comparator.comparingInt(Place::resolution)
                        .thenComparing(BY_POSITION)
                        .thenComparingInt(Place::component));
                readPlaceByPlace(places, layers);
            }
            case 3 -> {
                places.sort(BY_POSITION.thenComparingInt(Place::component).thenComparingInt(Place::resolution));
                readPlaceByPlace(places, layers);
            }
            default -> {
                places.sort(Comparator.comparingInt(Place::component)
                        .thenComparing(BY_POSITION)
                        .thenComparingInt(Place::resolution));
                readPlaceByPlace(places, layers);
            }
        }
    }

    /** Lists precincts by resolution, component and position. */
    private List<Place> places(Coding.ProgressionVolume volume) {
        List<Place> places = new ArrayList<>();
        for (int r = volume.firstResolution(); r < volume.resolutionEnd(); r++) {
            for (int c = volume.firstComponent(); c < Math.min(volume.componentEnd(), components.length); c++) {
                if (r < components[c].resolutions().size()) {
                    for (Tile.Precinct precinct :
                            components[c].resolutions().get(r).precincts()) {
                        places.add(new Place(c, r, precinct));
                    }
                }
            }
        }
        return places;
    }

    private void readLayerByLayer(List<Place> places, int layers) {
        for (int layer = 0; layer < layers && in.remaining() > 0 && !places.isEmpty(); layer++) {
            for (Place place : places) {
                readPacket(components[place.component()], place.precinct(), layer);
            }
        }
    }

    private void readPlaceByPlace(List<Place> places, int layers) {
        for (Place place : places) {
            for (int layer = 0; layer < layers && in.remaining() > 0; layer++) {
                readPacket(components[place.component()], place.precinct(), layer);
            }
        }
    }

    private void readPacket(Tile of, Tile.Precinct precinct, int layer) {
        tile = of;
        if (in.remaining() <= 0) {
            return;
        }
        if (!precinct.claim(layer)) {
            if (++idle > MAX_IDLE) {
                throw PixelException.broken("the JPEG 2000 frame orders the same packets over and over");
            }
            return;
        }
        if (in.atMarker(SOP)) {
            in.skip(SOP_BYTES);
        }
        List<Contribution> body = new ArrayList<>();
        if (in.bit() == 1) {
            for (Tile.Blocks part : precinct.parts()) {
                for (CodeBlock block : part.blocks()) {
                    readBlockHeader(part, block, layer, body);
                }
            }
        }
        in.align();
        if (in.atMarker(EPH)) {
            in.skip(2);
        }
        for (Contribution contribution : body) {
            if (contribution.length() > in.remaining()) {
                throw PixelException.broken("the JPEG 2000 data ends inside a packet");
            }
            contribution.block().append(contribution.segment(), bytes, in.position(), contribution.length());
            in.skip(contribution.length());
        }
    }

    private void readBlockHeader(Tile.Blocks part, CodeBlock block, int layer, List<Contribution> body) {
        if (!isIncluded(part, block, layer)) {
            return;
        }
        if (!block.isIncluded()) {
            block.include(planes(part) - emptyPlanes(part, block));
        }
        int passes = readPasses();
        while (in.bit() == 1) {
            block.addLengthBits(1);
        }
        int modes = tile.coding().component().modes();
        int empty = 0;
        if ((modes & BlockDecoder.MODE_HIGH_THROUGHPUT) != 0 && block.segments() == 0) {
            // Sets of three passes that bring no bytes and stand for a bit plane each (T.814, B.3).
            empty = (passes - 1) / 3;
            block.dropPlanes(empty);
            passes -= 3 * empty;
        }
        while (passes > 0) {
            int count = Math.min(passes, block.room(modes));
            int lengthBits = block.lengthBits() + 31 - Integer.numberOfLeadingZeros(count + 3 * empty);
            empty = 0;
            if (lengthBits > MAX_LENGTH_BITS) {
                throw PixelException.broken("the JPEG 2000 data has an impossible length of a code-block");
            }
            body.add(new Contribution(block, block.addPasses(count), in.bits(lengthBits)));
            passes -= count;
        }
    }

    private boolean isIncluded(Tile.Blocks part, CodeBlock block, int layer) {
        return block.isIncluded()
                ? in.bit() == 1
                : part.inclusion().isBelow(block.column(), block.row(), layer + 1, in);
    }

    /** Returns how many bit planes the blocks of the subband have at most (T.800, equation E-2). */
    private int planes(Tile.Blocks part) {
        Coding.Quantization quantization = tile.coding().quantization();
        return quantization.exponents()[part.subband().number()]
                + quantization.guardBits()
                - 1
                + tile.coding().regionShift();
    }

    private int emptyPlanes(Tile.Blocks part, CodeBlock block) {
        int limit = planes(part) + 1;
        int threshold = 1;
        while (!part.emptyPlanes().isBelow(block.column(), block.row(), threshold, in)) {
            if (++threshold > limit + 1) {
                throw PixelException.broken("the JPEG 2000 data has a code-block without bit planes");
            }
        }
        return threshold - 1;
    }

    /** Reads the number of new coding passes (T.800, table B.4). */
    private int readPasses() {
        if (in.bit() == 0) {
            return 1;
        }
        if (in.bit() == 0) {
            return 2;
        }
        int few = in.bits(2);
        if (few < 3) {
            return 3 + few;
        }
        int some = in.bits(5);
        return some < 31 ? 6 + some : 37 + in.bits(7);
    }
}
