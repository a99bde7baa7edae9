package org.effigy.networks.checkpoint;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.effigy.base.Check;
import org.effigy.base.InputException;

/**
 * Something known of an image beside its class that a model is conditioned on: a number, such as the patient's age, or one of some
 * categories, such as the view.
 *
 * <p>{@link Float#NaN} stands for a value that is not known.
 *
 * @param name one word in lower case
 * @param categories in the order of their codes 0, 1, ...; empty for a number
 * @param mean of the known values of the training images; 0 of categories
 * @param spread their standard deviation; 0 of categories
 * @param low end of the range of the training images, rounded outwards so that it is no patient's own value; 0 of categories
 * @param high its other end
 */
public record Covariate(
        String name,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> categories,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) Double mean,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) Double spread,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) Double low,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) Double high) {
    /** What names are made of. */
    public static final String NAME = "[a-z][a-z0-9_]{0,31}";

    private static final int MOST_CATEGORIES = 64;

    public Covariate {
        categories = List.copyOf(Objects.requireNonNullElse(categories, List.of()));
        mean = Objects.requireNonNullElse(mean, 0.0);
        spread = Objects.requireNonNullElse(spread, 0.0);
        low = Objects.requireNonNullElse(low, 0.0);
        high = Objects.requireNonNullElse(high, 0.0);
        Check.argument(name != null && name.matches(NAME), () -> "a covariate's name is no word in lower case");
        boolean number = categories.isEmpty();
        boolean standardised = spread > 0 && Double.isFinite(spread) && Double.isFinite(mean) && low < high;
        Check.argument(
                number ? standardised : spread == 0,
                () -> "the covariate " + name + " needs a mean, a spread and a range, or categories");
        Check.argument(
                number
                        || Check.inRange("categories", categories.size(), 2, MOST_CATEGORIES)
                                == List.copyOf(categories).stream().distinct().count(),
                () -> "the covariate " + name + " has a category twice");
    }

    /** A number. */
    public static Covariate number(String name, double mean, double spread, double low, double high) {
        return new Covariate(name, List.of(), mean, spread, low, high);
    }

    /** One of some categories. */
    public static Covariate category(String name, List<String> categories) {
        return new Covariate(name, categories, 0.0, 0.0, 0.0, 0.0);
    }

    /** Returns whether it is a number. */
    @JsonIgnore
    public boolean isNumber() {
        return categories.isEmpty();
    }

    /** Returns a number as the network has it: of mean 0 and deviation 1 over the training images. */
    public double standardised(double value) {
        return (value - mean) / spread;
    }

    /** Returns what values are allowed, in words. */
    public String allowed() {
        return isNumber() ? plain(low) + " to " + plain(high) : String.join(", ", categories);
    }

    /**
     * Returns a value from its text: the number, or the code of the category.
     *
     * @throws InputException if the model has seen no such value; names what is allowed
     */
    public double parse(String text) {
        if (!isNumber()) {
            int code = categories.stream()
                    .map(c -> c.toLowerCase(Locale.ROOT))
                    .toList()
                    .indexOf(text.toLowerCase(Locale.ROOT));
            if (code < 0) {
                throw refusal(text);
            }
            return code;
        }
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InputException("the covariate " + name + " is a number; give one from " + allowed(), e);
        }
        if (!(value >= low && value <= high)) {
            throw refusal(text);
        }
        return value;
    }

    private InputException refusal(String text) {
        return new InputException("the covariate " + name + " is " + text + ", the model has seen " + allowed()
                + "; ask for one of these");
    }

    /** Returns a value as text. */
    public String text(double value) {
        return isNumber() ? plain(value) : categories.get((int) value);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
