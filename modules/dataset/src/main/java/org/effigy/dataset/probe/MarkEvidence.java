package org.effigy.dataset.probe;

import java.util.List;
import java.util.Optional;
import org.effigy.marking.Finding;
import org.effigy.marking.SignatureCheck;

/**
 * What speaks for an image being synthetic.
 *
 * @param header whether attributes or text of the file say so
 * @param sourceType whether its XMP names the IPTC's source type for images of trained models
 * @param signatures what became of the file's signatures
 * @param watermark where the watermark agrees best with the pixels; empty where they cannot be decoded
 */
public record MarkEvidence(
        boolean header, boolean sourceType, List<SignatureCheck> signatures, Optional<Finding> watermark) {
    public MarkEvidence {
        signatures = List.copyOf(signatures);
    }

    /** Says whether the image counts as synthetic. A signature alone tells who made a file, not what it is. */
    public boolean isSynthetic() {
        return header || sourceType || watermark.map(Finding::isMark).orElse(false);
    }
}
