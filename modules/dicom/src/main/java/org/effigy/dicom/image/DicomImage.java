package org.effigy.dicom.image;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.Rgb;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.DicomHeader;
import org.effigy.dicom.PixelDataPlace;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/**
 * The pixels of a DICOM image, decoded frame by frame each time they are asked for; those in colour are brought to grey,
 * 0.299 R + 0.587 G + 0.114 B. Immutable as long as the data set it was made from is not changed.
 */
public final class DicomImage {
    private static final int MOST_TABLE_BITS = 16;

    /** Centre and width of the window that a display uses at first, in modality values. */
    public record Window(double center, double width) {}

    /** Distances between the centres of neighbouring pixels in mm. */
    public record Spacing(double rowMm, double columnMm) {}

    private final DataSet dataSet;
    private final PixelModule module;
    private final Element pixelData;
    private final List<List<byte[]>> compressed;
    private final Optional<Palette> palette;

    private DicomImage(DataSet dataSet, PixelModule module, Element pixelData) {
        this.dataSet = dataSet;
        this.module = module;
        this.pixelData = pixelData;
        this.palette = module.colors().space() == ColorSpace.PALETTE
                ? Optional.of(Palette.of(dataSet, module.format().signed()))
                : Optional.empty();
        this.compressed =
                pixelData.isEncapsulated() ? FrameSplitter.split(dataSet, pixelData, module.frames()) : List.of();
    }

    /**
     * Returns the image of a file that was read whole; nothing is decoded yet.
     *
     * @throws DicomException if there is no image, or none that can be decoded
     */
    public static DicomImage of(DicomFile file) {
        PixelModule module = PixelModule.of(file);
        Element pixelData =
                file.dataSet().element(Tag.PixelData).filter(e -> !e.isEmpty()).orElseThrow(DicomImage::missing);
        checkLength(module, pixelData.isEncapsulated(), pixelData.bytes().length);
        return new DicomImage(file.dataSet(), module, pixelData);
    }

    /**
     * Returns the image that a header describes, after the same checks, except that frames are not found among fragments.
     * Its pixels cannot be asked for: a call that does is an IllegalStateException.
     *
     * @throws DicomException if there is no image, or none that can be decoded
     */
    public static DicomImage of(DicomHeader header) {
        if (header.pixelData().isEmpty()) {
            return of(header.file());
        }
        PixelModule module = PixelModule.of(header.file());
        PixelDataPlace place = header.pixelData().get();
        if (!place.isEncapsulated() && place.length() == 0) {
            throw missing();
        }
        checkLength(module, place.isEncapsulated(), place.length());
        if (place.fragments() == 0) {
            throw new DicomException(Kind.TRUNCATED, "PixelData (7fe0,0010) has no fragments; the file is broken");
        }
        DataSet dataSet = header.file().dataSet();
        return new DicomImage(dataSet, module, Element.of(Tag.PixelData, Vr.OW, new byte[0]));
    }

    private static DicomException missing() {
        return new DicomException(
                Kind.MISSING, "PixelData (7fe0,0010) is missing or empty; there is no image in the file");
    }

    private static void checkLength(PixelModule module, boolean encapsulated, long length) {
        if (encapsulated == module.transferSyntax().isNative()) {
            throw new DicomException(
                    Kind.MALFORMED,
                    "PixelData (7fe0,0010) is " + (encapsulated ? "" : "not ")
                            + "encapsulated, which contradicts transfer syntax "
                            + module.transferSyntax().uid() + "; the file is broken");
        }
        long needed = module.colors().bytes(module.format(), module.frames());
        if (!encapsulated && length < needed) {
            throw new DicomException(
                    Kind.TRUNCATED,
                    "PixelData (7fe0,0010) is " + length + " bytes long, Rows, Columns, BitsAllocated and "
                            + "NumberOfFrames need " + needed + "; the file is broken");
        }
    }

    public int frames() {
        return module.frames();
    }

    public int rows() {
        return module.format().rows();
    }

    public int columns() {
        return module.format().columns();
    }

    public int bitsAllocated() {
        return palette.map(Palette::bits).orElse(module.format().bitsAllocated());
    }

    /** Returns BitsStored; of an image with a palette, how many bits a colour in it has. */
    public int bitsStored() {
        return palette.map(Palette::bits).orElse(module.format().bitsStored());
    }

    /** Says whether stored values are signed (PixelRepresentation 1); grey made of colours is not. */
    public boolean isSigned() {
        return !isColor() && module.format().signed();
    }

    /** Says whether the file has colours, RGB, YBR or a palette, from which the grey values are made. */
    public boolean isColor() {
        return module.colors().space() != ColorSpace.GRAY;
    }

    /**
     * Says whether the lowest stored value is the brightest: the photometric interpretation is MONOCHROME1, or
     * PresentationLUTShape is INVERSE.
     */
    public boolean isInverted() {
        return module.inverted();
    }

    /**
     * Says whether modality values are Hounsfield units: a CT image whose frames all have a rescale whose type is HU or
     * not given.
     */
    public boolean isHounsfield() {
        return !isColor()
                && dataSet.string(Tag.Modality).orElse("").equals("CT")
                && ModalityTransform.isHounsfield(dataSet, module.frames());
    }

    /**
     * Checks all that the header must say to make modality values of stored ones, without pixels: what passes here fails
     * later at most for its pixel data.
     *
     * @throws DicomException if the rescale or table of a frame cannot be used
     */
    public void checkModalityValues() {
        for (int frame = 0; frame < ModalityTransform.different(dataSet, module.frames()) && !isColor(); frame++) {
            ModalityValues.of(dataSet, module, transform(frame), new int[0]);
        }
    }

    /**
     * Checks the VOI LUT by which a frame is to be shown, without pixels; windows are suggestions and are not checked.
     *
     * @throws DicomException if the table cannot be used
     */
    public void checkDisplayValues() {
        if (!isColor()) {
            VoiTransform.of(dataSet, 0, ModalityValues.mayBeNegative(module.format(), transform(0)));
        }
    }

    /** Returns RescaleSlope, 1 where it is absent or a table takes its place. */
    public double rescaleSlope() {
        return transform(0).slope();
    }

    /** Returns RescaleIntercept, 0 where it is absent or a table takes its place. */
    public double rescaleIntercept() {
        return transform(0).intercept();
    }

    /** Returns the first window of the first frame that makes sense, in modality values. */
    public Optional<Window> window() {
        return FrameHeader.of(dataSet, 0).window();
    }

    /** Returns the spacing of the first frame's pixels as {@link FrameHeader#spacing} does. */
    public Optional<Spacing> spacing() {
        return FrameHeader.of(dataSet, 0).spacing();
    }

    /** Returns the height of a pixel divided by its width, as {@link FrameHeader#pixelAspect} of the frame does. */
    public double pixelAspect(int frame) {
        return FrameHeader.of(dataSet, frame).pixelAspect();
    }

    /** Returns what was odd about the file but could be put right, each in one line without header values. */
    public List<String> notes() {
        return module.notes();
    }

    /**
     * Returns the stored values of a frame, row by row: cut to BitsStored and sign-extended. Unsigned values of 32 bits
     * are the bits of the int. Of an image in colour they are the brightness.
     *
     * @param frame which frame, from 0
     * @throws DicomException if the frame is broken
     */
    public int[] storedValues(int frame) {
        if (palette.isPresent()) {
            return palette.get().toGray(samples(frame));
        }
        return isColor() ? Rgb.gray(rgbValues(frame)) : samples(frame);
    }

    /** Returns red, green and blue of each pixel of an image in colour, each from 0 to 2^bitsStored - 1. */
    int[] rgbValues(int frame) {
        int[] samples = samples(frame);
        if (palette.isPresent()) {
            return palette.get().toRgb(samples);
        }
        ColorSpace space = module.colors().space();
        ColorSpace inFrame = isCosineJpeg() ? space.inJpeg(FrameSplitter.join(compressed.get(frame))) : space;
        return inFrame.toRgb(samples, module.format().bitsStored());
    }

    private boolean isCosineJpeg() {
        return switch (module.transferSyntax()) {
            case JPEG_BASELINE, JPEG_EXTENDED, JPEG_SPECTRAL, JPEG_PROGRESSIVE -> true;
            default -> false;
        };
    }

    /** Says whether a decoded copy holds RGB: what a lossy JPEG or JPEG 2000 turned into luminance and differences. */
    boolean becomesRgb() {
        return module.colors().space() == ColorSpace.RGB || isCosineJpeg();
    }

    /** Returns how many bytes the native frames take. */
    public long nativeBytes() {
        return module.colors().bytes(module.format(), module.frames());
    }

    /**
     * Returns the bytes of a frame of encapsulated pixel data, its fragments joined.
     *
     * @param frame which frame, from 0
     */
    public byte[] encodedFrame(int frame) {
        Check.argument(pixelData.isEncapsulated(), () -> "the pixel data is native; it has no encoded frames");
        return FrameSplitter.join(compressed.get(Check.inRange("frame", frame, 0, module.frames() - 1)));
    }

    /** Returns the samples of a frame as they are stored, those of one pixel together. */
    int[] samples(int frame) {
        Check.inRange("frame", frame, 0, module.frames() - 1);
        if (pixelData.isEmpty()) {
            throw new IllegalStateException("the image was made of a header; its pixel data was not read");
        }
        if (!pixelData.isEncapsulated()) {
            FrameFormat format = module.format();
            int[] values = module.colors().decode(pixelData.bytes(), format, frame);
            format.cut(values);
            return values;
        }
        return FrameDecoder.decode(module, FrameSplitter.join(compressed.get(frame)), frame);
    }

    /**
     * Returns a frame after the modality LUT or rescale: Hounsfield units for CT. MONOCHROME1 is inverted within the
     * range of values that BitsStored allows, so larger is brighter; padding pixels get the lowest value of the others. A
     * radiograph for processing is brought to brightness first, by a logarithm where its values are linear in intensity.
     *
     * @param frame which frame, from 0
     */
    public float[] modalityValues(int frame) {
        int[] stored = storedValues(frame);
        return isColor() ? brightness(stored) : ModalityValues.of(dataSet, module, transform(frame), stored);
    }

    /**
     * Returns a frame as the file asks to show it, from 0 (black) to 1 (white): after the modality transform, its VOI LUT
     * or first window, and the inversion of MONOCHROME1; padding pixels get the lowest value of the others. Empty where
     * the file has no VOI transform, or colours.
     *
     * @param frame which frame, from 0
     */
    public Optional<float[]> displayValues(int frame) {
        if (isColor()) {
            return Optional.empty();
        }
        ModalityTransform transform = transform(frame);
        boolean signed = ModalityValues.mayBeNegative(module.format(), transform);
        return VoiTransform.of(dataSet, frame, signed)
                .map(voi -> ModalityValues.shown(dataSet, module, transform, voi, storedValues(frame)));
    }

    /** Returns the lowest stored value that BitsStored and PixelRepresentation allow. */
    public int lowestStoredValue() {
        return isSigned() ? -1 << (module.format().bitsStored() - 1) : 0;
    }

    /**
     * Returns what each stored value of the first frame stands for, from {@link #lowestStoredValue} to the highest that BitsStored
     * allows, by {@link #modalityValues} or {@link #displayValues}; a value for padding is as any other. The way back from those.
     *
     * @param display whether brightness as the file asks to show it; empty then where it asks for nothing
     * @throws DicomException if the image is in colour or has more than 16 bits
     */
    public Optional<float[]> valueTable(boolean display) {
        int bits = module.format().bitsStored();
        if (isColor() || bits > MOST_TABLE_BITS) {
            throw new DicomException(
                    Kind.UNSUPPORTED,
                    "the image is in colour or BitsStored (0028,0101) is above 16; convert it to grey of 16 bits at"
                            + " most");
        }
        int[] stored = new int[1 << bits];
        Arrays.setAll(stored, i -> lowestStoredValue() + i);
        DataSet unpadded = dataSet.copy();
        unpadded.remove(Tag.PixelPaddingValue);
        unpadded.remove(Tag.PixelPaddingRangeLimit);
        ModalityTransform transform = transform(0);
        if (!display) {
            return Optional.of(ModalityValues.of(unpadded, module, transform, stored));
        }
        return VoiTransform.of(dataSet, 0, ModalityValues.mayBeNegative(module.format(), transform))
                .map(voi -> ModalityValues.shown(unpadded, module, transform, voi, stored));
    }

    /** Returns a frame after the modality transform alone: nothing is inverted, padding pixels are as any other. */
    public float[] rescaledValues(int frame) {
        int[] stored = storedValues(frame);
        ModalityTransform transform = transform(frame);
        float[] values = new float[stored.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = transform.apply(isSigned() ? stored[i] : Integer.toUnsignedLong(stored[i]));
        }
        return values;
    }

    private static float[] brightness(int[] gray) {
        float[] values = new float[gray.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Integer.toUnsignedLong(gray[i]);
        }
        return values;
    }

    /** Returns the size of a frame and of its cells, what the header says wrongly put right. */
    public FrameFormat format() {
        return module.format();
    }

    private ModalityTransform transform(int frame) {
        return isColor() ? ModalityTransform.IDENTITY : ModalityTransform.of(dataSet, frame, isSigned());
    }
}
