package org.effigy.networks.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** How safetensors files store a number; little endian. Rounding is to the nearest, of two as near to the even one. */
public enum TensorType {
    /** IEEE 754 binary32. */
    F32(Float.BYTES),
    /** IEEE 754 binary16: 11 significant bits, up to 65,504, below 6.1e-5 in steps of 6.0e-8. */
    F16(Short.BYTES),
    /** The upper half of a binary32: 8 significant bits, its range. */
    BF16(Short.BYTES);

    /** Added before 13 bits are dropped, and half of it again for an odd rest. */
    private static final int HALF_OF_13_BITS = 0xFFF;

    private static final int SMALLEST_NORMAL_HALF = 0x38800000;
    private static final int INFINITE_HALF = 0x7C00;
    private static final int INFINITE = 0x7F800000;
    private static final int EXPONENT_SHIFT = 112 << 23;
    private static final float HALF_STEP = 0x1p-24f;

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    /** Returns the bytes of a number. */
    public int bytes() {
        return bytes;
    }

    /** Returns the type of this name; empty if it is none of these. */
    static Optional<TensorType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Returns the value that is nearest to this one; infinite if this one is too large. */
    public float rounded(float value) {
        return switch (this) {
            case F32 -> value;
            case F16 -> ofHalf(half(value));
            case BF16 -> Float.intBitsToFloat(upperHalf(value) << Short.SIZE);
        };
    }

    /** Puts a value behind the last one. */
    void put(ByteBuffer out, float value) {
        switch (this) {
            case F32 -> out.putFloat(value);
            case F16 -> out.putShort((short) half(value));
            case BF16 -> out.putShort((short) upperHalf(value));
        }
    }

    /** Returns the next value. */
    float get(ByteBuffer in) {
        return switch (this) {
            case F32 -> in.getFloat();
            case F16 -> ofHalf(in.getShort() & 0xFFFF);
            case BF16 -> Float.intBitsToFloat(in.getShort() << Short.SIZE);
        };
    }

    private static int half(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> Short.SIZE & 0x8000;
        int size = bits & 0x7FFFFFFF;
        if (size > INFINITE) {
            return sign | INFINITE_HALF | 0x200;
        }
        if (size < SMALLEST_NORMAL_HALF) {
            // Multiples of 2^-24; the largest one rounds up to the smallest normal number.
            return sign | (int) Math.rint(Math.abs(value) / HALF_STEP);
        }
        int rounded = size - EXPONENT_SHIFT + HALF_OF_13_BITS + (size >> 13 & 1) >> 13;
        return sign | Math.min(rounded, INFINITE_HALF);
    }

    private static float ofHalf(int half) {
        int sign = (half & 0x8000) << Short.SIZE;
        int exponent = half & INFINITE_HALF;
        int fraction = (half & 0x3FF) << 13;
        if (exponent == 0) {
            float size = (half & 0x3FF) * HALF_STEP;
            return sign == 0 ? size : -size;
        }
        int scaled = exponent == INFINITE_HALF ? INFINITE : (exponent << 13) + EXPONENT_SHIFT;
        return Float.intBitsToFloat(sign | scaled | fraction);
    }

    private static int upperHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return bits >>> Short.SIZE | 0x40;
        }
        return bits + 0x7FFF + (bits >>> Short.SIZE & 1) >>> Short.SIZE;
    }
}
