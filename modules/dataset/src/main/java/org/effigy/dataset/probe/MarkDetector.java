package org.effigy.dataset.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.FoundFile;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;
import org.effigy.dicom.sign.DicomSignatures;
import org.effigy.marking.Finding;
import org.effigy.marking.Plane;
import org.effigy.marking.SignatureCheck;
import org.effigy.marking.Watermark;
import org.effigy.marking.XmpPacket;

/** Looks in one file for all that may say that it is synthetic: header, XMP, signature, and the pixels of its first frame. */
public final class MarkDetector {
    private static final String PACKET_BEGIN = "<?xpacket begin=";
    private static final String PACKET_END = "<?xpacket end=";
    private static final long LARGEST_PICTURE_BYTES = 1L << 30;

    private MarkDetector() {}

    /**
     * Returns what was found in a DICOM, PNG, TIFF or JPEG file.
     *
     * @throws InputException if it is none, or cannot be decoded
     */
    public static MarkEvidence detect(Path file) throws IOException {
        Candidate seen = new FileProbe(new LabelSource.None()).probe(new FoundFile(file, "file", FoundFile.Kind.FILE));
        if (seen.leftOut().isPresent()) {
            Candidate.LeftOut why = seen.leftOut().get();
            throw new InputException(why.reason().text() + (why.detail().isEmpty() ? "" : " (" + why.detail() + ")"));
        }
        boolean header = seen.facts().marks().synthetic();
        return Dicom.looksLikeDicom(file) ? dicom(file, header) : picture(file, header);
    }

    private static MarkEvidence dicom(Path file, boolean header) throws IOException {
        DicomFile read = Dicom.read(file);
        DicomImage image = DicomImage.of(read);
        List<SignatureCheck> signatures = DicomSignatures.check(read).stream()
                .map(check -> new SignatureCheck(check.valid() && check.pixels(), check.fingerprint(), note(check)))
                .toList();
        return new MarkEvidence(
                header, false, signatures, watermark(image.rows(), image.columns(), image.modalityValues(0)));
    }

    private static String note(DicomSignatures.Check check) {
        return check.valid() && !check.pixels() ? "it does not cover all attributes" : check.note();
    }

    private static MarkEvidence picture(Path file, boolean header) throws IOException {
        if (Files.size(file) > LARGEST_PICTURE_BYTES) {
            throw new InputException("the image file is longer than 1 GiB; split it or convert it");
        }
        GrayImage image = GrayImages.read(file);
        float[] values = new float[image.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.values()[i];
        }
        Optional<String> packet = packet(Files.readAllBytes(file));
        XmpPacket.Pixels pixels = new XmpPacket.Pixels(image.rows(), image.columns(), image.bits(), image.values());
        List<SignatureCheck> signatures =
                packet.flatMap(p -> XmpPacket.check(p, pixels)).stream().toList();
        boolean trained = packet.map(XmpPacket::saysTrained).orElse(false);
        return new MarkEvidence(header, trained, signatures, watermark(image.rows(), image.columns(), values));
    }

    /** Returns the XMP packet of a picture, which is in no format compressed, so that programs find it by looking for its ends. */
    private static Optional<String> packet(byte[] file) {
        String bytes = new String(file, StandardCharsets.ISO_8859_1);
        int begin = bytes.indexOf(PACKET_BEGIN);
        int end = begin < 0 ? -1 : bytes.indexOf(PACKET_END, begin);
        int close = end < 0 ? -1 : bytes.indexOf("?>", end);
        return close < 0
                ? Optional.empty()
                : Optional.of(new String(file, begin, close + 2 - begin, StandardCharsets.UTF_8));
    }

    private static Optional<Finding> watermark(int rows, int columns, float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return Optional.empty();
            }
        }
        return Optional.of(Watermark.find(new Plane(rows, columns, values)));
    }
}
