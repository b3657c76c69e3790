package browser

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// shoot takes a picture of the whole page, or of the part that fits the window.
func (tb *tab) shoot(name string, whole bool) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, soon)
	defer cancel()
	eval[bool](tb, "document.documentElement.style.scrollbarGutter = 'auto'; true") // pictures have no scroll bar
	take := chromedp.CaptureScreenshot()
	if whole {
		take = chromedp.FullScreenshot(100)
	}
	png, err := chromedp.Run(ctx, take)
	check(tb.t, err)
	check(tb.t, os.WriteFile(filepath.Join(*screenshots, name+".png"), png, 0o644))
	tb.t.Logf("%s.png: %d KB", name, len(png)>>10)
}

// traffic signs users in, at a rate that rises and falls, so that the charts have
// something to draw.
func (a *app) traffic(lasts time.Duration) {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: soon}
	names := []string{"ada", "ada", "grace", "ada", "mallory"}
	began := time.Now()
	for n := 0; time.Since(began) < lasts; n++ {
		name := names[n%len(names)]
		form := url.Values{"username": {name}, "password": {map[string]string{"ada": "lovelace", "grace": "hopper"}[name]}}
		res, err := client.PostForm(a.url+"/login", form)
		check(a.t, err)
		res.Body.Close()
		if cookies := res.Cookies(); n%3 == 0 && len(cookies) == 1 {
			r, _ := http.NewRequest(http.MethodPost, a.url+"/logout", nil)
			r.AddCookie(cookies[0])
			res, err := client.Do(r)
			check(a.t, err)
			res.Body.Close()
		}
		wave := 1.2 + math.Sin(time.Since(began).Seconds()/7)
		time.Sleep(time.Duration(float64(180*time.Millisecond) / wave))
	}
}

// pictured starts the example and lets traffic run for a while.
func pictured(t *testing.T, work time.Duration) (*app, *tab) {
	t.Helper()
	if *screenshots == "" {
		t.Skip("no pictures were asked for: see -screenshots")
	}
	a := start(t, "-digest", "20s", "-admin-payloads")
	tb := newTab(t)
	tb.open(a.url + mount + "live")
	a.traffic(work)
	return a, tb
}

// TestScreenshots takes pictures of every view, wide and narrow, light and dark.
func TestScreenshots(t *testing.T) {
	a, tb := pictured(t, 90*time.Second)
	for _, theme := range []string{"light", "dark"} {
		tb.prefer("prefers-color-scheme", theme)
		for _, view := range views {
			tb.size(1280, 860)
			tb.open(a.url + mount + view)
			a.traffic(time.Second) // for the live view
			tb.shoot(fmt.Sprintf("%s-wide-%s", view, theme), true)
			tb.phone()
			tb.open(a.url + mount + view)
			a.traffic(time.Second)
			tb.shoot(fmt.Sprintf("%s-narrow-%s", view, theme), true)
		}
	}
}

// TestPictures makes the pictures in docs: the page of the bus.
func TestPictures(t *testing.T) {
	a, tb := pictured(t, 90*time.Second)
	for _, picture := range []struct {
		name, view, theme string
		height            int64 // to where a line ends
	}{
		{"admin", "now", "light", 781},
		{"admin-dark", "now", "dark", 781},
		{"admin-map", "map", "light", 708},
	} {
		tb.size(1280, picture.height)
		tb.prefer("prefers-color-scheme", picture.theme)
		tb.open(a.url + mount + picture.view)
		a.traffic(3 * time.Second)
		tb.shoot(picture.name, false)
	}
}
