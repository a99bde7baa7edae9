package org.effigy.testsupport;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damages bytes of any format, reproducibly: the same random numbers give the same damage. */
public final class Mutations {
    private static final int[] EXTREMES = {0, 1, 0x7f, 0x80, 0xff};
    private static final int MOST_FLIPS = 16;
    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|[-+.0-9eE]+|true|false|null|[\\[\\]{}:,]");
    private static final String[] STRANGE = {
        "null",
        "-1",
        "0",
        "1e999",
        "2147483648",
        "9223372036854775808",
        "\"\"",
        "\"x\"",
        "[]",
        "{}",
        "true",
        "[[[[",
        "{\"a\":",
        ",",
        "",
        "NaN",
        "\"../../x\"",
        "\"" + "y".repeat(10_000) + "\"",
        "[".repeat(5_000),
        "0.5"
    };

    private Mutations() {}

    /** Returns a damaged copy; an empty array stays as it is. */
    public static byte[] damage(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        return switch (random.nextInt(7)) {
            case 0 -> flipBits(bytes, random);
            case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> extremes(bytes, random);
            case 3 -> noise(bytes, random);
            case 4 -> repeat(bytes, random);
            case 5 -> erase(bytes, random);
            default -> move(bytes, random);
        };
    }

    /** Returns JSON with one value, name or bracket replaced by something that is hardly expected there. */
    public static String damageJson(String json, Random random) {
        List<MatchResult> tokens = TOKEN.matcher(json).results().toList();
        if (tokens.isEmpty()) {
            return json;
        }
        MatchResult token = tokens.get(random.nextInt(tokens.size()));
        String other = STRANGE[random.nextInt(STRANGE.length)];
        return json.substring(0, token.start()) + other + json.substring(token.end());
    }

    private static byte[] flipBits(byte[] bytes, Random random) {
        byte[] out = bytes.clone();
        for (int n = 1 + random.nextInt(MOST_FLIPS); n > 0; n--) {
            out[place(bytes, random)] ^= (byte) (1 << random.nextInt(8));
        }
        return out;
    }

    /** Returns a place, half of the time in the first hundredth, where heads and tables are. */
    private static int place(byte[] bytes, Random random) {
        return random.nextInt(random.nextBoolean() ? bytes.length : 1 + bytes.length / 100);
    }

    private static byte[] extremes(byte[] bytes, Random random) {
        byte[] out = bytes.clone();
        int start = place(bytes, random);
        int length = 1 << random.nextInt(4);
        byte value = (byte) EXTREMES[random.nextInt(EXTREMES.length)];
        Arrays.fill(out, start, Math.min(bytes.length, start + length), value);
        return out;
    }

    private static byte[] noise(byte[] bytes, Random random) {
        byte[] out = bytes.clone();
        byte[] noise = new byte[1 + random.nextInt(Math.min(bytes.length, 512))];
        random.nextBytes(noise);
        int start = place(bytes, random);
        System.arraycopy(noise, 0, out, start, Math.min(noise.length, bytes.length - start));
        return out;
    }

    private static byte[] repeat(byte[] bytes, Random random) {
        int start = place(bytes, random);
        int length = 1 + random.nextInt(Math.min(bytes.length - start, 4096));
        byte[] out = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, start, out, start + length, bytes.length - start);
        return out;
    }

    private static byte[] erase(byte[] bytes, Random random) {
        int start = place(bytes, random);
        int length = 1 + random.nextInt(Math.min(bytes.length - start, 256));
        byte[] out = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, start + length, out, start, bytes.length - start - length);
        return out;
    }

    private static byte[] move(byte[] bytes, Random random) {
        byte[] out = bytes.clone();
        int length = 1 + random.nextInt(Math.min(bytes.length, 256));
        int from = random.nextInt(bytes.length - length + 1);
        int to = random.nextInt(bytes.length - length + 1);
        System.arraycopy(bytes, from, out, to, length);
        return out;
    }
}
