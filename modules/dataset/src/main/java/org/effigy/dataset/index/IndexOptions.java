package org.effigy.dataset.index;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.effigy.dataset.labels.CsvColumns;
import org.effigy.dataset.labels.LabelSource;
import org.effigy.dataset.screen.ScreenOptions;

/**
 * What {@link Indexer} does.
 *
 * @param modality index only this DICOM Modality ({@code CT}, {@code DX}, ...; {@code PNG}, {@code TIFF}); "" for all
 * @param patientKeySecret the key of the patient keys, so that two indexes can be compared; "" for a random one that is
 *     thrown away
 * @param allowSynthetic use images that say they are synthetic
 * @param allowBurnedIn use images that say text is burned into their pixels
 * @param verifyPixels decode every image while indexing and leave out those that cannot be; slower
 * @param choice which of the usable images are taken
 * @param screen what to do with writing, borders and heads
 * @param allowCopies use images whose pixels are those of an earlier one, to judge a set as it is
 */
public record IndexOptions(
        LabelSource labels,
        PatientSource patients,
        SplitPlan split,
        String modality,
        String patientKeySecret,
        boolean allowSynthetic,
        boolean allowBurnedIn,
        boolean verifyPixels,
        ImageChoice choice,
        ScreenOptions screen,
        boolean allowCopies) {
    /** The label table that is used without being asked for, in the data folder itself. */
    public static final String LABEL_TABLE = "labels.csv";

    public IndexOptions {
        modality = modality.toUpperCase(Locale.ROOT);
    }

    /** Returns the defaults for a folder: the labels of its {@code labels.csv} where it has one, otherwise none. */
    public static IndexOptions defaults(Path root) {
        Path table = root.resolve(LABEL_TABLE);
        LabelSource labels =
                Files.isRegularFile(table) ? new LabelSource.Csv(table, CsvColumns.STANDARD) : new LabelSource.None();
        return new IndexOptions(
                labels,
                new PatientSource.Recorded(),
                SplitPlan.STANDARD,
                "",
                "",
                false,
                false,
                false,
                ImageChoice.STANDARD,
                ScreenOptions.STANDARD,
                false);
    }

    /** Returns a copy with other labels. */
    public IndexOptions withLabels(LabelSource source) {
        return new IndexOptions(
                source,
                patients,
                split,
                modality,
                patientKeySecret,
                allowSynthetic,
                allowBurnedIn,
                verifyPixels,
                choice,
                screen,
                allowCopies);
    }

    /** Returns a copy with another grouping by patient. */
    public IndexOptions withPatients(PatientSource source) {
        return new IndexOptions(
                labels,
                source,
                split,
                modality,
                patientKeySecret,
                allowSynthetic,
                allowBurnedIn,
                verifyPixels,
                choice,
                screen,
                allowCopies);
    }

    /** Returns a copy with other shares or another seed. */
    public IndexOptions withSplit(SplitPlan plan) {
        return new IndexOptions(
                labels,
                patients,
                plan,
                modality,
                patientKeySecret,
                allowSynthetic,
                allowBurnedIn,
                verifyPixels,
                choice,
                screen,
                allowCopies);
    }

    /** Returns a copy that indexes one modality only, or all for "". */
    public IndexOptions withModality(String only) {
        return new IndexOptions(
                labels,
                patients,
                split,
                only,
                patientKeySecret,
                allowSynthetic,
                allowBurnedIn,
                verifyPixels,
                choice,
                screen,
                allowCopies);
    }

    /** Returns a copy with a given key for the patient keys. */
    public IndexOptions withPatientKeySecret(String secret) {
        return new IndexOptions(
                labels,
                patients,
                split,
                modality,
                secret,
                allowSynthetic,
                allowBurnedIn,
                verifyPixels,
                choice,
                screen,
                allowCopies);
    }

    /** Returns a copy that uses synthetic images or leaves them out. */
    public IndexOptions withSynthetic(boolean allow) {
        return new IndexOptions(
                labels,
                patients,
                split,
                modality,
                patientKeySecret,
                allow,
                allowBurnedIn,
                verifyPixels,
                choice,
                screen,
                allowCopies);
    }

    /** Returns a copy that uses images with burned-in annotation or leaves them out. */
    public IndexOptions withBurnedIn(boolean allow) {
        return new IndexOptions(
                labels,
                patients,
                split,
                modality,
                patientKeySecret,
                allowSynthetic,
                allow,
                verifyPixels,
                choice,
                screen,
                allowCopies);
    }

    /** Returns a copy that decodes every image while indexing, or does not. */
    public IndexOptions withVerifyPixels(boolean verify) {
        return new IndexOptions(
                labels,
                patients,
                split,
                modality,
                patientKeySecret,
                allowSynthetic,
                allowBurnedIn,
                verify,
                choice,
                screen,
                allowCopies);
    }

    /** Returns a copy that takes other images. */
    public IndexOptions withChoice(ImageChoice images) {
        return new IndexOptions(
                labels,
                patients,
                split,
                modality,
                patientKeySecret,
                allowSynthetic,
                allowBurnedIn,
                verifyPixels,
                images,
                screen,
                allowCopies);
    }

    /** Returns a copy that deals with writing, borders and heads in another way. */
    public IndexOptions withScreen(ScreenOptions other) {
        return new IndexOptions(
                labels,
                patients,
                split,
                modality,
                patientKeySecret,
                allowSynthetic,
                allowBurnedIn,
                verifyPixels,
                choice,
                other,
                allowCopies);
    }

    /** Returns a copy that uses copies of images or leaves them out. */
    public IndexOptions withCopies(boolean allow) {
        return new IndexOptions(
                labels,
                patients,
                split,
                modality,
                patientKeySecret,
                allowSynthetic,
                allowBurnedIn,
                verifyPixels,
                choice,
                screen,
                allow);
    }
}
