package org.effigy.dicom.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;

class WebSettingsTest {
    @Test
    void takesTheRootOfServicesWithoutCredentials() {
        assertEquals(
                "https://host:8443/a/rs",
                WebSettings.root("https://host:8443/a/rs//").toString());
        for (String wrong : List.of(
                "host/rs", "ftp://host/rs", "http://", "https://u:p@host/rs", "http://h/rs?x=1", "http://h/a b")) {
            InputException e = assertThrows(InputException.class, () -> WebSettings.root(wrong));
            assertFalse(e.getMessage().contains("u:p"));
        }
    }

    @Test
    void knowsWhereOthersCanListen() {
        assertTrue(WebSettings.of(WebSettings.root("http://host/rs")).isOpenToOthers());
        assertFalse(WebSettings.of(WebSettings.root("https://host/rs")).isOpenToOthers());
        for (String loopback : List.of("http://localhost:1/rs", "http://127.0.0.1/rs", "http://[::1]:8/rs")) {
            assertFalse(WebSettings.of(WebSettings.root(loopback)).isOpenToOthers());
        }
        assertTrue(WebSettings.of(WebSettings.root("http://127.0.0.1.evil.example/rs"))
                .isOpenToOthers());
    }

    @Test
    void hidesCredentialsAndRefusesWhatIsNone() {
        assertEquals(
                Optional.of("Bearer abc.d-_~+/="),
                Credentials.bearer(" abc.d-_~+/=\n").header());
        // RFC 7617, 2: the standard's own example.
        assertEquals(
                Optional.of("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
                Credentials.basic("Aladdin:open sesame\r\n").header());
        assertEquals(Optional.empty(), Credentials.none().header());
        assertFalse(WebSettings.of(WebSettings.root("http://h/rs")).toString().contains("secret"));
        assertEquals("credentials", Credentials.bearer("secret").toString());
        for (String wrong : List.of("", " ", "a b", "a\nb", "a:b")) {
            assertThrows(InputException.class, () -> Credentials.bearer(wrong));
        }
        for (String wrong : List.of("", "user", ":password", "a:b\nc", "a:\u0007")) {
            assertThrows(InputException.class, () -> Credentials.basic(wrong));
        }
    }

    @Test
    void readsRetryAfterAsSecondsOrDate() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneOffset.UTC);
        assertEquals(Optional.of(Duration.ofSeconds(120)), WebClient.retryAfter(" 120 ", clock));
        assertEquals(Optional.of(Duration.ofSeconds(90)), WebClient.retryAfter("Sun, 22 Nov 2026 04:01:30 GMT", clock));
        assertEquals(Optional.of(Duration.ZERO), WebClient.retryAfter("Sun, 22 Nov 2026 03:01:30 GMT", clock));
        for (String wrong : List.of("", "-5", "soon", "99999999999")) {
            assertEquals(Optional.empty(), WebClient.retryAfter(wrong, clock));
        }
    }
}
