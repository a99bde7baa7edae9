package org.effigy.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Check;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.base.Size;

/**
 * gate.json: what the release gate needs to know of the training images. The format is in the package documentation.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param seed of the descriptors, as decimal text
 * @param size of the images; in the file {@code side}, a number for a square, else {@code "96x128"}
 * @param fingerprint of the index that the training images came from
 * @param images how many training images there are
 * @param ids their index ids
 * @param likeness what the training images have in common; empty in records of version 1, which know no such rule
 * @param calibration from where on an image is refused
 * @param descriptors of the images, Base64
 * @param sha256 of all else
 */
public record GateFile(
        String format,
        int version,
        String seed,
        @JsonProperty("side") Size size,
        String fingerprint,
        int images,
        List<Integer> ids,
        Optional<Likeness> likeness,
        Calibration calibration,
        String descriptors,
        String sha256) {
    public static final String FORMAT = "effigy-gate";
    public static final int VERSION = 3;

    /** The same for sides up to {@link Content#EQUALISED}; of larger ones the descriptors were others. */
    static final int BEFORE = 2;

    /** The file's name, in a run directory and in each of its checkpoints. */
    public static final String FILE = "gate.json";

    private static final int LARGEST_SIDE = 4096;

    public GateFile {
        Check.argument(seed != null && seed.matches("-?[0-9]{1,19}"), () -> "the seed is no number");
        Check.argument(size != null, () -> "side is missing");
        Check.inRange("side", size.longer(), 1, LARGEST_SIDE);
        Check.positive("images", images);
        Check.argument(
                fingerprint != null && calibration != null && descriptors != null && sha256 != null,
                () -> "a property is missing");
        int count = images;
        Check.argument(ids != null && ids.size() == count, () -> "there is not one id for each image");
        ids = List.copyOf(ids);
        Check.argument(
                version == GateFileVersion1.VERSION
                        || likeness != null
                                && likeness.isPresent()
                                && likeness.get().suits(size.longer()),
                () -> "likeness is missing, or of other statistics");
    }

    /** Returns the side of the squares in whose middle images are described: the longer side of an image. */
    int side() {
        return size.longer();
    }

    /** Returns a file whose checksum is right. */
    GateFile sealed() {
        return new GateFile(
                format, version, seed, size, fingerprint, images, ids, likeness, calibration, descriptors, checksum());
    }

    /** Returns the SHA-256 of the one-line JSON with an empty checksum. */
    private String checksum() {
        GateFile open = new GateFile(
                format, version, seed, size, fingerprint, images, ids, likeness, calibration, descriptors, "");
        return Hashes.sha256(Json.line(open).getBytes(StandardCharsets.UTF_8));
    }

    /** Writes it to a folder, atomically; one of version 1 is only to be copied. */
    public void write(Path folder) throws IOException {
        Check.argument(
                version != GateFileVersion1.VERSION,
                () -> "the record is of version " + version + ", which is not written any more");
        Json.write(folder.resolve(FILE), this);
    }

    /**
     * Reads the file of a run directory or of a checkpoint; a checkpoint in a run may leave it to the run. Empty where there is
     * none.
     *
     * @throws InputException if it is damaged, was changed, or is of an unknown version
     */
    public static Optional<GateFile> find(Path runOrCheckpoint) throws IOException {
        Optional<Path> place = place(runOrCheckpoint);
        return place.isPresent() ? Optional.of(read(place.get())) : Optional.empty();
    }

    /**
     * Copies the file that {@link #find} reads to a folder, as it is, of whatever version.
     *
     * @return what it holds; empty where there is none
     * @throws InputException if it is damaged, was changed, or is of an unknown version
     */
    public static Optional<GateFile> copy(Path runOrCheckpoint, Path folder) throws IOException {
        Optional<GateFile> found = find(runOrCheckpoint);
        if (found.isPresent()) {
            AtomicFiles.write(
                    folder.resolve(FILE),
                    Files.readAllBytes(place(runOrCheckpoint).orElseThrow()));
        }
        return found;
    }

    private static Optional<Path> place(Path runOrCheckpoint) {
        Path folder = runOrCheckpoint.toAbsolutePath().normalize();
        if (Files.exists(folder.resolve(FILE))) {
            return Optional.of(folder.resolve(FILE));
        }
        Path checkpoints = folder.getParent();
        boolean inRun = checkpoints != null && "checkpoints".equals(String.valueOf(checkpoints.getFileName()));
        return inRun && Files.exists(checkpoints.resolveSibling(FILE))
                ? Optional.of(checkpoints.resolveSibling(FILE))
                : Optional.empty();
    }

    private static void requireComparable(GateFile read) {
        if (read.version < VERSION && read.side() > Content.EQUALISED) {
            throw new InputException(
                    FILE + ": version is " + read.version + ", whose descriptors of images of more than "
                            + Content.EQUALISED + " pixels are compared no more; describe the training images anew");
        }
    }

    private static GateFile read(Path file) throws IOException {
        Map<String, String> head = Json.head(file, Set.of("format", "version"), FILE);
        if (!FORMAT.equals(head.get("format"))) {
            throw new InputException(
                    FILE + ": no record of a release gate; restore it or describe the training images anew");
        }
        String version = String.valueOf(head.get("version"));
        GateFile read;
        boolean sound;
        if (version.equals(String.valueOf(VERSION)) || version.equals(String.valueOf(BEFORE))) {
            read = Json.read(file, GateFile.class, FILE);
            sound = read.sha256.equals(read.checksum());
        } else if (version.equals(String.valueOf(GateFileVersion1.VERSION))) {
            GateFileVersion1 earlier = Json.read(file, GateFileVersion1.class, FILE);
            read = earlier.read();
            sound = earlier.isSound();
        } else {
            throw new InputException(FILE + ": version is " + version + ", this program knows 1 to " + VERSION
                    + "; use the program that wrote it, or describe the training images anew");
        }
        if (!sound) {
            throw new InputException(
                    FILE + ": its checksum differs from the one recorded, it is damaged or was changed; restore it or"
                            + " describe the training images anew");
        }
        requireComparable(read);
        read.words();
        return read;
    }

    static String encoded(long[] words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(words);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** Returns words that {@link #encoded} wrote. */
    static long[] decoded(String text, int images) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "descriptors are not Base64; restore the file or describe the training images anew", e);
        }
        long needed = (long) images * Projection.WORDS * Long.BYTES;
        if (bytes.length != needed) {
            throw new InputException("descriptors have " + bytes.length + " bytes, needed are " + needed
                    + "; restore the file or describe the training images anew");
        }
        long[] words = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
        return words;
    }

    long[] words() {
        return decoded(descriptors, images);
    }
}
