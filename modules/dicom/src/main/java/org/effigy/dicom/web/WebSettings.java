package org.effigy.dicom.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.effigy.base.InputException;

/**
 * How to reach a DICOMweb server.
 *
 * @param root where its services are, without a slash at the end, e.g. {@code https://pacs.example/dicom-web}
 * @param credentials who asks
 * @param trust which certificates to trust; empty for those that Java trusts
 * @param timeout how long the server may be silent
 */
public record WebSettings(URI root, Credentials credentials, Optional<SSLContext> trust, Duration timeout) {
    /** Returns settings for a server that needs nothing special. */
    public static WebSettings of(URI root) {
        return new WebSettings(root, Credentials.none(), Optional.empty(), Duration.ofSeconds(60));
    }

    /**
     * Reads the address of the services.
     *
     * @throws InputException if it is not an absolute http or https address, or holds credentials
     */
    public static URI root(String address) {
        URI uri;
        try {
            uri = new URI(address.strip().replaceAll("/+$", ""));
        } catch (URISyntaxException e) {
            throw new InputException("the address is not a URL; needed is e.g. https://host/dicom-web", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || uri.getHost() == null) {
            throw new InputException(
                    "the address is not a URL with http or https; needed is e.g." + " https://host/dicom-web");
        }
        if (uri.getRawUserInfo() != null) {
            throw new InputException("the address holds a user or password, which others can see; give user and"
                    + " password apart from it");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new InputException(
                    "the address has a part after ? or #; give the root of the DICOMweb services alone");
        }
        return uri;
    }

    /** Says whether what is sent can be read on the way: http, and not to this machine. */
    public boolean isOpenToOthers() {
        String host = root.getHost().toLowerCase(Locale.ROOT);
        boolean loopback = host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
        return root.getScheme().equalsIgnoreCase("http") && !loopback;
    }
}
