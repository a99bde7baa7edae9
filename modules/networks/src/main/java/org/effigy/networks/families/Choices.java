package org.effigy.networks.families;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.effigy.networks.checkpoint.ModelConfig;

/** Values of {@link Family.Setting}, read from their text. */
final class Choices {
    private Choices() {}

    /** Returns a setting of configurations of one type. */
    static <T extends ModelConfig> Family.Setting setting(
            Class<T> type, String name, String label, String description, BiFunction<T, String, T> change) {
        return new Family.Setting(name, label, description, (config, value) -> change.apply(type.cast(config), value));
    }

    /** Returns the setting of the guidance that is recorded with a model. */
    static <T extends ModelConfig> Family.Setting guidance(Class<T> type, BiFunction<T, Double, T> change) {
        return setting(
                type,
                "guidance",
                "X",
                "Guidance that samples have unless told otherwise, recorded with the model.",
                (config, value) -> change.apply(config, number("guidance", value)));
    }

    /** Returns a number. */
    static double number(String name, String value) {
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is " + value + ", allowed are numbers", e);
        }
        throw new IllegalArgumentException(name + " is " + value + ", allowed are finite numbers");
    }

    /** Returns the constant of an enum whose name in lower case this is. */
    static <E extends Enum<E>> E constant(String name, Class<E> type, String value) {
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!words.contains(value)) {
            String last = words.get(words.size() - 1);
            throw new IllegalArgumentException(name + " is " + value + ", allowed are "
                    + String.join(", ", words.subList(0, words.size() - 1)) + " and " + last);
        }
        return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
    }
}
