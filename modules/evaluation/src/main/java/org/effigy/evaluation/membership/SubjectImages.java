package org.effigy.evaluation.membership;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.dataset.FewImages;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.networks.checkpoint.CheckpointConfig;

/**
 * The images that a model is asked about, as it saw its training images: some that it learned from, and some of the test split.
 *
 * @param subjects which are members
 * @param names what messages call each: {@code index 0007}
 * @param classes the class of each by name, "" without one
 * @param labels the class of each as the model takes it, -1 for none
 * @param pixels flattened, image after image
 */
@SuppressWarnings("ArrayRecordComponent")
public record SubjectImages(Subjects subjects, List<String> names, List<String> classes, int[] labels, float[] pixels) {
    public SubjectImages {
        names = List.copyOf(names);
        classes = List.copyOf(classes);
    }

    /** An image of a split. */
    private record Place(ImageDataset images, int row) {
        int id() {
            return images.id(row);
        }
    }

    /**
     * Opens the images.
     *
     * @param index that the model was trained on
     * @param model its checkpoint
     * @param most how many of each kind at most, chosen at random
     * @throws InputException if the model was trained on another index, or the index holds nobody else
     */
    public static SubjectImages of(DatasetIndex index, CheckpointConfig model, CacheOptions cache, int most, long seed)
            throws IOException {
        if (!index.fingerprint().equals(model.datasetFingerprint())) {
            throw new InputException(
                    "the model was trained on another index than this one, so its training images are not"
                            + " known; name the index that it was trained on");
        }
        if (index.entries(Split.TEST).isEmpty()) {
            throw new InputException(
                    "the index has no image of the split test, so there is nobody whom the model did not"
                            + " see; index again with other shares and train on that");
        }
        Preprocessing recipe = Preprocessing.fromJson(model.preprocessing());
        CacheOptions skipping = cache.withSkipUndecodable(true);
        try (ImageDataset train = ImageDataset.open(index, Split.TRAIN, recipe, skipping);
                ImageDataset test = ImageDataset.open(index, Split.TEST, recipe, skipping)) {
            int learnt = FewImages.recorded(model.training()).orElse(train.size());
            if (learnt != train.size()) {
                throw new InputException("the model learned from " + learnt + " images, of this index " + train.size()
                        + " can be read; restore the files");
            }
            List<Place> places = new ArrayList<>(chosen(train, most, seed));
            int members = places.size();
            places.addAll(chosen(test, most, seed));
            return read(places, members, index, model.model().classes(), seed);
        }
    }

    private static List<Place> chosen(ImageDataset images, int most, long seed) {
        return IntStream.range(0, images.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> Seeds.derive(seed, "membership images", images.id(i))))
                .limit(most)
                .sorted()
                .map(i -> new Place(images, i))
                .toList();
    }

    private static SubjectImages read(List<Place> places, int members, DatasetIndex index, int classes, long seed) {
        Map<Integer, String> keys =
                index.entries().stream().collect(Collectors.toMap(IndexEntry::id, IndexEntry::patientKey));
        Map<String, Integer> numbers = new HashMap<>();
        int n = places.size();
        int length = places.get(0).images().imageLength();
        float[] pixels = new float[Math.multiplyExact(n, length)];
        int[] labels = new int[n];
        int[] patients = new int[n];
        List<String> names = new ArrayList<>();
        List<String> classNames = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Place place = places.get(i);
            place.images().read(place.row(), pixels, i * length);
            int label = place.images().label(place.row());
            labels[i] = classes == 0 ? -1 : label;
            classNames.add(label < 0 ? "" : index.classes().get(label));
            names.add(String.format(Locale.ROOT, "index %04d", place.id()));
            patients[i] = numbers.computeIfAbsent(keys.get(place.id()), key -> numbers.size());
        }
        return new SubjectImages(Subjects.halved(members, patients, seed), names, classNames, labels, pixels);
    }

    /** Returns the number of values of an image. */
    int imageLength() {
        return pixels.length / labels.length;
    }
}
