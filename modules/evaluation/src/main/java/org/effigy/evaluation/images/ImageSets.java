package org.effigy.evaluation.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.base.Size;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.Fit;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.labels.SubgroupTable;
import org.effigy.evaluation.Cell;

/**
 * The images of an evaluation, all prepared alike.
 *
 * @param train what was learned from
 * @param holdout real images of other patients
 * @param synthetic what is judged
 * @param recipe how images were brought to one size and range: the standard one for the training set
 * @param warnings what was noticed, a sentence each
 */
public record ImageSets(
        ImageSet train, ImageSet holdout, ImageSet synthetic, Preprocessing recipe, List<String> warnings)
        implements AutoCloseable {
    /** The side of images where none is asked for and the synthetic ones are not smaller. */
    public static final int STANDARD_SIZE = 128;

    public ImageSets {
        warnings = List.copyOf(warnings);
    }

    /**
     * What to open.
     *
     * @param size side of the square that images are brought to, in pixels; 0 for that of the smallest synthetic image, at most
     *     {@link #STANDARD_SIZE} and a multiple of 8 where it has 16. Where all synthetic images have the same proportions and are not
     *     square, all images get these, and it is the longer side
     * @param subgroups a table of sex, age and view; empty for the label tables of the data folders
     * @param allowSynthetic whether the real sets may hold images that say they are synthetic
     */
    public record Request(
            ImageSource train,
            ImageSource holdout,
            ImageSource synthetic,
            int size,
            Optional<Path> subgroups,
            boolean allowSynthetic) {}

    /**
     * Opens the sets.
     *
     * @param cache where prepared pixels are kept until the evaluation is done
     * @throws InputException if a set is empty, an image cannot be read, or a real set holds synthetic images
     */
    public static ImageSets open(Request request, Path cache, Progress.Factory progress) throws IOException {
        Optional<SubgroupTable> table = request.subgroups().isPresent()
                ? Optional.of(SubgroupTable.read(request.subgroups().get()))
                : Optional.empty();
        Listing.Context context = new Listing.Context(UUID.randomUUID().toString(), table, progress);
        Listing train = Listing.of("train", request.train(), context);
        Listing holdout = Listing.of("holdout", request.holdout(), context);
        Listing synthetic = Listing.of("synthetic", request.synthetic(), context);
        List<String> warnings = new ArrayList<>();
        checkReal("train", train, request.allowSynthetic(), warnings);
        checkReal("holdout", holdout, request.allowSynthetic(), warnings);
        checkApart(train, holdout, warnings);
        notice(train, "train", warnings);
        notice(holdout, "holdout", warnings);
        notice(synthetic, "synthetic", warnings);
        Size size = size(synthetic, request.size());
        Preprocessing recipe = recipe(train, holdout, synthetic, size, warnings);
        CacheOptions options = CacheOptions.in(cache).withProgress(progress);
        return new ImageSets(
                set("train", train, recipe, options),
                set("holdout", holdout, recipe, options),
                set("synthetic", synthetic, recipe, options),
                recipe,
                warnings);
    }

    private static Size size(Listing synthetic, int asked) {
        List<IndexEntry> entries = synthetic.index().entries();
        List<Size> shapes = entries.stream().map(ImageSets::shape).distinct().toList();
        boolean alike = shapes.stream().allMatch(shape -> proportional(shape, shapes.get(0)));
        boolean square = !alike || shapes.stream().anyMatch(Size::isSquare);
        int least = shapes.stream()
                .mapToInt(shape -> square ? shape.shorter() : shape.longer())
                .min()
                .orElse(STANDARD_SIZE);
        int most = Math.min(least, STANDARD_SIZE);
        int side = asked > 0 ? asked : most >= 16 ? most / 8 * 8 : most;
        if (square) {
            return Size.square(side);
        }
        Size shape = shapes.get(0);
        double scale = (double) side / shape.longer();
        return new Size(scaled(shape.rows(), scale), scaled(shape.columns(), scale));
    }

    private static int scaled(int length, double scale) {
        return (int) Math.max(1, Math.round(length * scale));
    }

    /** Returns height and width in square pixels. */
    private static Size shape(IndexEntry entry) {
        boolean stated = entry.rowSpacingMm() > 0 && entry.columnSpacingMm() > 0;
        double aspect = stated ? entry.rowSpacingMm() / entry.columnSpacingMm() : 1;
        return new Size(scaled(entry.rows(), aspect), entry.columns());
    }

    /** Returns whether the widths differ by less than two pixels when the heights are made equal. */
    private static boolean proportional(Size a, Size b) {
        return Math.abs(a.widthAt(b.rows()) - b.columns()) < 2;
    }

    private static ImageSet set(String role, Listing listing, Preprocessing recipe, CacheOptions options)
            throws IOException {
        ImageDataset pixels = ImageDataset.open(listing.index(), Split.TRAIN, recipe, options);
        return new ImageSet(role, listing, recipe.size(), pixels);
    }

    private static void checkReal(String role, Listing set, boolean allow, List<String> warnings) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < set.images().size(); i++) {
            if (set.index().entries().get(i).synthetic()) {
                names.add(set.images().get(i).name());
            }
        }
        if (!names.isEmpty() && !allow) {
            throw new InputException("the " + role + " set holds images that say they are synthetic, " + names.size()
                    + " of " + set.images().size() + ", the first is " + names.get(0)
                    + "; a floor needs real images: leave them out or allow synthetic images");
        }
        if (!names.isEmpty()) {
            warnings.add("The " + role + " set holds " + names.size()
                    + " images that say they are synthetic; its figures are not those of real images.");
        }
    }

    private static void checkApart(Listing train, Listing holdout, List<String> warnings) {
        Set<String> patients = new HashSet<>();
        Set<String> contents = new HashSet<>();
        train.images().forEach(image -> {
            patients.add(image.patient());
            contents.add(image.contentSha256());
        });
        long copies = holdout.images().stream()
                .filter(image -> contents.contains(image.contentSha256()))
                .count();
        long shared = holdout.images().stream()
                .filter(image -> patients.contains(image.patient()))
                .count();
        if (copies > 0) {
            warnings.add(copies + " of the holdout images are files of the train set too; floors and privacy figures"
                    + " are wrong by that.");
        } else if (shared > 0) {
            warnings.add(shared + " of the holdout images are of patients of the train set; floors and privacy figures"
                    + " need other patients.");
        }
    }

    private static void notice(Listing set, String role, List<String> warnings) {
        if (!set.left().isEmpty()) {
            warnings.add("Files left out of the " + role + " set: " + set.left() + ".");
        }
        if (set.images().size() < Cell.LEAST_IMAGES) {
            warnings.add("The " + role + " set has " + set.images().size() + " images; figures need "
                    + Cell.LEAST_IMAGES + ".");
        }
    }

    private static Preprocessing recipe(
            Listing train, Listing holdout, Listing synthetic, Size size, List<String> warnings) {
        Set<String> modalities = new TreeSet<>();
        for (Listing set : List.of(train, holdout, synthetic)) {
            set.index().entries().stream()
                    .map(IndexEntry::modality)
                    .map(name -> name.equals("CT") ? "CT" : "other")
                    .forEach(modalities::add);
        }
        if (modalities.size() == 1) {
            return Preprocessing.forIndex(train.index(), size);
        }
        warnings.add(String.format(
                Locale.ROOT,
                "Some images are CT in Hounsfield units and others are not; all were scaled between their own"
                        + " percentiles, and Hounsfield figures are not measured."));
        IndexEntry first = train.index().entries().get(0);
        return new Preprocessing(
                Preprocessing.VERSION,
                size,
                IntensityRange.PercentileRange.STANDARD,
                Fit.CROP,
                first.modality(),
                first.bodyPart(),
                Preprocessing.TYPICAL_FIELD_OF_VIEW_MM);
    }

    @Override
    public void close() {
        train.close();
        holdout.close();
        synthetic.close();
    }
}
