// Receives webhooks and checks them. Run (Java 11 or newer): MIANSHI_WEBHOOK_SECRET='whsec_…' java Verify.java
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Verify {
    /** True where one of the space-separated secrets signed these bytes within the last five minutes. */
    static boolean genuine(String secrets, String id, String stamp, String listed, byte[] body, long now)
            throws GeneralSecurityException {
        if (id == null || stamp == null || listed == null || !stamp.matches("[0-9]{1,12}")) {
            return false;
        }
        if (Math.abs(now - Long.parseLong(stamp)) > 300) {
            return false;
        }
        boolean fits = false;
        for (String secret : secrets.trim().split("\\s+")) {
            byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + stamp + ".").getBytes(StandardCharsets.UTF_8));
            String digest = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
            byte[] expected = digest.getBytes(StandardCharsets.UTF_8);
            for (String signature : listed.split(" ")) {
                fits |= MessageDigest.isEqual(signature.getBytes(StandardCharsets.UTF_8), expected);
            }
        }
        return fits;
    }

    // In your system: a table with a unique column, kept for 180 days.
    static final Set<String> HANDLED = ConcurrentHashMap.newKeySet();

    static void receive(HttpExchange exchange) throws IOException {
        // The bytes as they came: check first, parse afterwards with the JSON library that you use.
        byte[] body = exchange.getRequestBody().readNBytes(65536);
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        boolean fits;
        try {
            fits = genuine(
                    System.getenv("MIANSHI_WEBHOOK_SECRET"),
                    id,
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    body,
                    Instant.now().getEpochSecond());
        } catch (GeneralSecurityException e) {
            fits = false;
        }
        if (fits && HANDLED.add(id)) {
            System.out.println("new " + new String(body, StandardCharsets.UTF_8));
        }
        exchange.sendResponseHeaders(fits ? 204 : 401, -1);
        exchange.close();
    }

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8000"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", Verify::receive);
        server.start();
        System.out.println("listening on " + server.getAddress().getPort());
    }
}
