package org.effigy.gate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.base.Hashes;
import org.effigy.base.Json;
import org.effigy.base.Size;

/** gate.json of version 1, whose rule of likeness (radii of neighbourhoods, and their reach) is not applied any more. */
record GateFileVersion1(
        String format,
        int version,
        String seed,
        int side,
        String fingerprint,
        int images,
        List<Integer> ids,
        List<Integer> radii,
        Calibration calibration,
        String descriptors,
        String sha256) {
    static final int VERSION = 1;

    GateFileVersion1 {
        Check.argument(radii != null && sha256 != null, () -> "a property is missing");
        radii = List.copyOf(radii);
    }

    /** Returns whether the checksum is that of all else. */
    boolean isSound() {
        GateFileVersion1 open = new GateFileVersion1(
                format, version, seed, side, fingerprint, images, ids, radii, calibration, descriptors, "");
        return sha256.equals(Hashes.sha256(Json.line(open).getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the record without a likeness. */
    GateFile read() {
        return new GateFile(
                format,
                version,
                seed,
                Size.square(side),
                fingerprint,
                images,
                ids,
                Optional.empty(),
                calibration,
                descriptors,
                sha256);
    }
}
