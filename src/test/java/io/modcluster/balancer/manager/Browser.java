package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a window. One test at a time. */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int WIDTH = 1_360;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts it; where there is none the test is skipped, and says so. */
    static Browser start() {
        Assumptions.assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "SKIPPED: no browser (needs Debian's packages chromium and chromium-driver)");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(CHROMIUM.toFile())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .withLogFile(Path.of("target", "chromedriver.log").toFile())
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(WIDTH, 900));
        return new Browser(driver);
    }

    Browser open(String address) {
        driver.get(address);
        return this;
    }

    /** What the page shows, once it contains all of these. */
    String shows(String... texts) {
        String[] last = {""};
        new WebDriverWait(driver, PATIENCE)
                // a form that is sent replaces the document while it is read
                .ignoring(StaleElementReferenceException.class)
                .withMessage(() -> "shown: " + last[0])
                .until(now -> {
                    last[0] = now.findElement(By.tagName("body")).getText();
                    return List.of(texts).stream().allMatch(last[0]::contains);
                });
        return last[0];
    }

    WebElement find(String css) {
        return new WebDriverWait(driver, PATIENCE).until(now -> now.findElement(By.cssSelector(css)));
    }

    int count(String css) {
        return driver.findElements(By.cssSelector(css)).size();
    }

    /** Clicks, also on what is drawn anew at that moment. */
    void click(String css) {
        new WebDriverWait(driver, PATIENCE)
                .ignoring(org.openqa.selenium.WebDriverException.class)
                .until(now -> {
                    now.findElement(By.cssSelector(css)).click();
                    return true;
                });
    }

    /** The result of a script. */
    Object evaluate(String script) {
        return driver.executeScript(script);
    }

    /** Dark or light, as the system would say. */
    void prefersDark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                java.util.Map.of(
                        "features",
                        List.of(java.util.Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Sends a header field with each request from now on, as one who is logged in. */
    Browser sends(String name, String value) {
        driver.executeCdpCommand("Network.enable", java.util.Map.of());
        driver.executeCdpCommand(
                "Network.setExtraHTTPHeaders", java.util.Map.of("headers", java.util.Map.of(name, value)));
        return this;
    }

    /** A window as high as this, and as wide as usual. */
    Browser tall(int height) {
        return sized(WIDTH, height);
    }

    /** A window of this size, also a narrower one than windows can be. */
    Browser sized(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                java.util.Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        return this;
    }

    /** Keeps a picture under {@code target/screenshots}. */
    void picture(String name) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "screenshots"));
            Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Nothing that the rules of axe find wrong. */
    void isAccessible() {
        List<Rule> wrong = new AxeBuilder().analyze(driver).getViolations();
        assertThat(wrong)
                .as(() -> wrong.stream()
                        .map(rule -> rule.getId() + ": " + rule.getNodes())
                        .toList()
                        .toString())
                .isEmpty();
    }

    /** Nothing was written to the console since the last look. */
    void consoleIsEmpty() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage))
                .isEmpty();
    }

    /** What was written to the console until now does not count. */
    void forgetConsole() {
        driver.manage().logs().get(LogType.BROWSER);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
