package org.effigy.networks.net;

import org.effigy.base.Check;

/** Channels, height and width of what flows between operations, for one image; a vector has height and width 1. */
public record Shape(int channels, int height, int width) {
    public Shape {
        Check.positive("channels", channels);
        Check.positive("height", height);
        Check.positive("width", width);
    }

    /** Returns the shape of a vector. */
    public static Shape vector(int length) {
        return new Shape(length, 1, 1);
    }

    /** Returns the number of positions. */
    public int area() {
        return height * width;
    }

    /** Returns the number of values. */
    public int length() {
        return channels * area();
    }

    /** Returns this shape with another number of channels. */
    public Shape withChannels(int other) {
        return new Shape(other, height, width);
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
