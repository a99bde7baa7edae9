package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.effigy.base.Progress;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run knows of its data: seven images of two classes in three parts; the first is marked synthetic. */
class DataFactsTest {
    private static final int SIDE = 32;

    @TempDir
    private Path folder;

    private DatasetIndex index;

    @BeforeEach
    void makeTheIndex() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        StringBuilder table = new StringBuilder("file,label,patient_id,split\n");
        List<String> rows = List.of(
                "wild,train", "calm,train", "wild,train", "wild,train", "calm,test", "calm,test", "wild,validation");
        for (int i = 0; i < rows.size(); i++) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                image.getRaster().setSample(pixel % SIDE, pixel / SIDE, 0, (pixel * (i + 3)) % 251);
            }
            String name = i + (i == 3 ? ".tif" : ".png");
            ImageIO.write(image, i == 3 ? "tiff" : "png", data.resolve(name).toFile());
            table.append(name + "," + rows.get(i).replace(",", ",p" + i + ",") + "\n");
        }
        Files.writeString(data.resolve("labels.csv"), table);
        Path file = folder.resolve("index.json");
        Indexer.index(data, IndexOptions.defaults(data), (task, unit, total) -> Progress.none())
                .write(file);
        String text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("\"synthetic\"\\s*:\\s*false", "\"synthetic\":true"));
        index = DatasetIndex.read(file);
    }

    @Test
    void countsTheImagesOfOnePartByClass() {
        Preprocessing recipe = Preprocessing.forIndex(index, SIDE);
        DataFacts train = DataFacts.of(index, Split.TRAIN, recipe);
        assertEquals(List.of("calm", "wild"), train.classNames());
        assertEquals(List.of(1, 3), train.classCounts());
        assertEquals("3 1", train.realImages() + " " + train.syntheticImages());
        assertEquals(recipe.toJson(), train.preprocessing());
        assertEquals(index.fingerprint(), train.fingerprint());
        assertEquals(List.of(2, 0), DataFacts.of(index, Split.TEST, recipe).classCounts());
    }

    @Test
    void theImagesOfADataSetKeepTheirLabelsAndIds() throws IOException {
        Preprocessing recipe = Preprocessing.forIndex(index, SIDE);
        try (ImageDataset set =
                ImageDataset.open(index, Split.TRAIN, recipe, CacheOptions.in(folder.resolve("cache")))) {
            TrainingImages images = TrainingImages.of(set);
            assertEquals(4, images.size());
            assertEquals(SIDE * SIDE, images.imageLength());
            for (int i = 0; i < 4; i++) {
                assertEquals(index.entries(Split.TRAIN).get(i).id(), images.id(i));
                assertEquals(i == 1 ? 0 : 1, images.label(i));
            }
        }
    }
}
