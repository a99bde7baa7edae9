package org.effigy.dicom;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Decodes and encodes text in the character sets that SpecificCharacterSet names. */
final class CharacterSet {
    static final CharacterSet DEFAULT = new CharacterSet(StandardCharsets.ISO_8859_1);

    private final Charset charset;

    private CharacterSet(Charset charset) {
        this.charset = charset;
    }

    static CharacterSet of(List<String> terms) {
        return terms.contains("ISO_IR 192") ? new CharacterSet(StandardCharsets.UTF_8) : DEFAULT;
    }

    String decode(byte[] bytes) {
        return new String(bytes, charset);
    }

    List<String> decodeSeveral(byte[] bytes, boolean personName) {
        List<String> out = new ArrayList<>();
        for (String part : decode(bytes).split("\\\\", -1)) {
            out.add(part);
        }
        return out;
    }

    byte[] encode(String text, int tag) {
        try {
            ByteBuffer out = charset.newEncoder()
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[out.remaining()];
            out.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    Tag.describe(tag) + ": a letter is not in the character set; put SpecificCharacterSet first", e);
        }
    }
}
