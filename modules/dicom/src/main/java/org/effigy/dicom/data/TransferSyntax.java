package org.effigy.dicom.data;

import java.util.Optional;

/** The transfer syntaxes of DICOM PS3.5 that Effigy knows by name; not all of them can be decoded. */
public enum TransferSyntax {
    IMPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2", "Implicit VR Little Endian"),
    EXPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2.1", "Explicit VR Little Endian"),
    DEFLATED("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian"),
    EXPLICIT_BIG_ENDIAN("1.2.840.10008.1.2.2", "Explicit VR Big Endian"),
    ENCAPSULATED_UNCOMPRESSED("1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian"),
    RLE("1.2.840.10008.1.2.5", "RLE Lossless"),
    JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)"),
    JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 & 4)"),
    JPEG_SPECTRAL("1.2.840.10008.1.2.4.53", "JPEG Spectral Selection (Process 6 & 8)"),
    JPEG_PROGRESSIVE("1.2.840.10008.1.2.4.55", "JPEG Full Progression (Process 10 & 12)"),
    JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG Lossless (Process 14)"),
    JPEG_LOSSLESS_SV1("1.2.840.10008.1.2.4.70", "JPEG Lossless (Process 14, Selection Value 1)"),
    JPEG_LS_LOSSLESS("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless"),
    JPEG_LS_NEAR_LOSSLESS("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless"),
    JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless"),
    JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000"),
    JPEG_2000_MULTICOMPONENT_LOSSLESS("1.2.840.10008.1.2.4.92", "JPEG 2000 Multi-component Lossless"),
    JPEG_2000_MULTICOMPONENT("1.2.840.10008.1.2.4.93", "JPEG 2000 Multi-component"),
    JPIP("1.2.840.10008.1.2.4.94", "JPIP Referenced"),
    JPIP_DEFLATED("1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate"),
    MPEG2_MAIN("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level"),
    MPEG2_HIGH("1.2.840.10008.1.2.4.101", "MPEG2 Main Profile / High Level"),
    MPEG4("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile"),
    MPEG4_BLU_RAY("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible High Profile"),
    MPEG4_2D("1.2.840.10008.1.2.4.104", "MPEG-4 AVC/H.264 High Profile For 2D Video"),
    MPEG4_3D("1.2.840.10008.1.2.4.105", "MPEG-4 AVC/H.264 High Profile For 3D Video"),
    MPEG4_STEREO("1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo High Profile"),
    HEVC("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile"),
    HEVC_10("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile"),
    JPEG_XL_LOSSLESS("1.2.840.10008.1.2.4.110", "JPEG XL Lossless"),
    JPEG_XL_RECOMPRESSION("1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression"),
    JPEG_XL("1.2.840.10008.1.2.4.112", "JPEG XL"),
    HTJ2K_LOSSLESS("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless"),
    HTJ2K_LOSSLESS_RPCL("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 with RPCL Lossless"),
    HTJ2K("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000"),
    DEFLATED_IMAGE_FRAME("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression");

    private final String uid;
    private final String title;

    TransferSyntax(String uid, String title) {
        this.uid = uid;
        this.title = title;
    }

    /** Returns the syntax of this UID, empty if it is not known here. */
    public static Optional<TransferSyntax> of(String uid) {
        for (TransferSyntax syntax : values()) {
            if (syntax.uid.equals(uid)) {
                return Optional.of(syntax);
            }
        }
        return Optional.empty();
    }

    public String uid() {
        return uid;
    }

    /** Returns the name the standard gives it. */
    public String title() {
        return title;
    }

    /** Says whether the pixel data is in native form, not encapsulated in fragments. */
    public boolean isNative() {
        return this == IMPLICIT_LITTLE_ENDIAN
                || this == EXPLICIT_LITTLE_ENDIAN
                || this == DEFLATED
                || this == EXPLICIT_BIG_ENDIAN;
    }

    /** Says whether frames are native cells, if in fragments or deflated. */
    public boolean hasNativeCells() {
        return isNative() || this == ENCAPSULATED_UNCOMPRESSED || this == DEFLATED_IMAGE_FRAME;
    }

    /** Says whether the pixels can be decoded, as far as the transfer syntax tells. */
    public boolean isDecoded() {
        return isNative()
                || this == ENCAPSULATED_UNCOMPRESSED
                || this == RLE
                || this == JPEG_BASELINE
                || this == JPEG_EXTENDED
                || this == JPEG_SPECTRAL
                || this == JPEG_PROGRESSIVE
                || this == JPEG_LOSSLESS
                || this == JPEG_LOSSLESS_SV1
                || this == JPEG_LS_LOSSLESS
                || this == JPEG_LS_NEAR_LOSSLESS
                || this == JPEG_2000_LOSSLESS
                || this == JPEG_2000
                || this == HTJ2K_LOSSLESS
                || this == HTJ2K_LOSSLESS_RPCL
                || this == HTJ2K
                || this == DEFLATED_IMAGE_FRAME;
    }
}
