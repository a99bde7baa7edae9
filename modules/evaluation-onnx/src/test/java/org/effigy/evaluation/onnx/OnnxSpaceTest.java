package org.effigy.evaluation.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.effigy.base.InputException;
import org.effigy.evaluation.features.FeatureSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxSpaceTest {
    @TempDir
    private Path folder;

    /** A protocol buffer message, written field by field. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, int value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint(field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.out.toByteArray());
        }

        private void varint(int value) {
            int rest = value;
            while (rest > 127) {
                out.write(rest & 127 | 128);
                rest >>>= 7;
            }
            out.write(rest);
        }
    }

    private static Message tensor(String name, int... sides) {
        Message shape = new Message();
        for (int side : sides) {
            shape.message(1, new Message().number(1, side));
        }
        Message type = new Message().number(1, 1).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, type));
    }

    /** Writes a network of one operation, onnx.proto 3, opset 13. */
    private Path network(String operation, int side) throws IOException {
        Message node = new Message().text(1, "x").text(2, "y").text(4, operation);
        Message graph = new Message()
                .message(1, node)
                .text(2, "graph")
                .message(11, tensor("x", 1, 3, side, side))
                .message(
                        12, operation.equals("Relu") ? tensor("y", 1, 3, side, side) : tensor("y", 1, 3 * side * side));
        Message model = new Message()
                .number(1, 7)
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, 13));
        return Files.write(folder.resolve(operation + ".onnx"), model.out.toByteArray());
    }

    @Test
    void mapsBecomeTheirMeans() throws IOException {
        try (FeatureSpace space = new OnnxExtractors().open(network("Relu", 2))) {
            OnnxSpace onnx = (OnnxSpace) space;
            assertEquals(3, onnx.width(2));
            float[] out = new float[4];
            onnx.features(new float[] {1, -1, 0.5f, 0.5f}, 2, out, 1);
            assertArrayEquals(new float[] {0, 0.5f, 0.5f, 0.5f}, out, 1e-6f);
        }
    }

    @Test
    void vectorsStayAsTheyAre() throws IOException {
        try (FeatureSpace space = new OnnxExtractors().open(network("Flatten", 2))) {
            assertEquals(12, ((OnnxSpace) space).width(2));
        }
    }

    @Test
    void anotherSizeAndAnotherFileAreRefused() throws IOException {
        try (FeatureSpace space = new OnnxExtractors().open(network("Relu", 4))) {
            String message = assertThrows(InputException.class, () -> ((OnnxSpace) space).width(2))
                    .getMessage();
            assertEquals(
                    "the extractor takes images of 4 pixels, the evaluation has 2; choose the extractor's size for the"
                            + " evaluation",
                    message);
        }
        Path other = Files.writeString(folder.resolve("other.onnx"), "no network");
        assertThrows(InputException.class, () -> new OnnxExtractors().open(other));
    }
}
