package browser

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// soon limits every wait. It is long, since the machine may be busy; it only ever
// passes if something is broken.
const soon = 30 * time.Second

var screenshots = flag.String("screenshots", "", "`folder` for pictures of the page; none are taken without it")

// shared holds functions that clean up what the tests share: the browser and the
// program.
var shared struct {
	sync.Mutex
	ends []func()
}

// atTheEnd makes f run after all tests. The last f runs first.
func atTheEnd(f func()) {
	shared.Lock()
	defer shared.Unlock()
	shared.ends = append(shared.ends, f)
}

func TestMain(m *testing.M) {
	if url := os.Getenv(reader); url != "" {
		readStreams(url)
		return
	}
	flag.Parse()
	code := m.Run()
	for _, end := range slices.Backward(shared.ends) {
		end()
	}
	os.Exit(code)
}

// browserPath finds a browser. The tests support only this engine.
func browserPath() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Chromium or Chrome is installed")
}

// theBrowser is started by the first test that needs it, and shared: starting it
// takes two seconds, opening a tab some milliseconds.
var theBrowser = sync.OnceValues(func() (context.Context, error) {
	path, err := browserPath()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
	)
	if os.Geteuid() == 0 { // it refuses to sandbox itself then
		options = append(options, chromedp.NoSandbox)
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(ctx)
	atTheEnd(func() {
		defer stop()
		defer end()
		bounded, cancel := context.WithTimeout(ctx, soon)
		defer cancel()
		_ = chromedp.Cancel(bounded) // every test is over: nothing is lost with it
	})
	return ctx, chromedp.Do(ctx)
})

// shortTest is the only test of a view that -short runs: the live view shows an
// event that came by the stream.
const shortTest = "TestPayloadsWhereAsked"

// skipIfShort skips a test that needs a browser or the example, with -short.
func skipIfShort(t testing.TB) {
	t.Helper()
	if testing.Short() && t.Name() != shortTest {
		t.Skip("with -short, only " + shortTest + " opens a browser")
	}
}

// needBrowser returns the browser, or skips the test.
func needBrowser(t testing.TB) context.Context {
	t.Helper()
	skipIfShort(t)
	if _, err := browserPath(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%v, and CI is set: install Debian's chromium", err)
		}
		t.Skipf("%v: this test was skipped", err)
	}
	ctx, err := theBrowser()
	if err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	return ctx
}

// theProgram is the example, built once.
var theProgram = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "auditlog")
	if err != nil {
		return "", err
	}
	atTheEnd(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, "auditlog")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	out, err := exec.Command("go", "build", "-o", path, "github.com/fastpluggy/eventbus/examples/auditlog").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, strings.TrimSpace(string(out)))
	}
	return path, nil
})

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
