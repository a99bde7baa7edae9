package org.effigy.dataset.probe;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.effigy.base.InputException;

/**
 * How an index stores a path: relative to the root, with {@code /}. A name whose bytes are no text in the platform's
 * encoding would not survive that; it is stored percent-encoded, behind {@code uri:}.
 */
public final class StoredPath {
    private static final String ENCODED = "uri:";

    private StoredPath() {}

    public static String of(Path root, Path file) {
        List<String> names = new ArrayList<>();
        root.relativize(file).forEach(name -> names.add(name.toString()));
        String plain = String.join("/", names);
        return !plain.startsWith(ENCODED) && survives(root, file, plain)
                ? plain
                : ENCODED
                        + file.toUri()
                                .getRawPath()
                                .substring(root.toUri().getRawPath().length());
    }

    /**
     * Returns the file.
     *
     * @throws InputException if the stored path leads out of the root
     */
    public static Path resolve(Path root, String stored) {
        Path file;
        try {
            file = stored.startsWith(ENCODED)
                    ? Path.of(URI.create(root.toUri() + stored.substring(ENCODED.length())))
                    : root.resolve(stored);
        } catch (IllegalArgumentException e) {
            throw new InputException("index: a path in it is malformed; index the data again", e);
        }
        if (!file.normalize().startsWith(root.normalize())) {
            throw new InputException("index: a path in it leads out of the data folder; index the data again");
        }
        return file;
    }

    private static boolean survives(Path root, Path file, String plain) {
        try {
            return root.resolve(plain).equals(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
