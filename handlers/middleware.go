package handlers

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// requestTimeout bounds what a request may take in all: a client that leaves cancels nothing.
const requestTimeout = 45 * time.Second

// begin gives the request a number, a deadline, and the headers that every answer has.
func (a *App) begin(c *fiber.Ctx) error {
	id := a.mark(c)
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	c.SetUserContext(ctx)
	start := time.Now()
	err := a.contained(c, id)
	if err != nil { // shown here, so that the line below knows the status
		if err = a.showError(c, err); err != nil {
			return err
		}
	}
	a.Log.LogAttrs(ctx, levelOf(c.Response().StatusCode()), "request", requestAttrs(c, id, start)...)
	if a.Observe != nil {
		a.Observe(c.Method(), c.Route().Path, c.Response().StatusCode(), time.Since(start))
	}
	return nil
}

// errPanic is for a fault of ours that would otherwise end the program, and with it everybody's work.
var errPanic = errors.New("handlers: panic")

// contained runs the handlers and turns a panic into an error. Where it happened goes to the log; what it
// says may hold what somebody typed and does not, unless the runtime says it.
func (a *App) contained(c *fiber.Ctx, id string) (err error) {
	defer func() {
		what := recover()
		if what == nil {
			return
		}
		said := fmt.Sprintf("%T", what)
		if fault, ok := what.(runtime.Error); ok {
			said = fault.Error()
		}
		a.Log.Error("panic", slog.String("request", id), slog.String("said", said), slog.String("stack", string(debug.Stack())))
		err = errPanic
	}()
	return c.Next()
}

// mark numbers the request and sets the headers. It is also called for a request that was refused before
// it came to any handler, such as one with too large a body.
func (a *App) mark(c *fiber.Ctx) (id string) {
	id = newRequestID()
	c.Locals(localRequest, id)
	c.Set("X-Request-ID", id)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("X-Frame-Options", "DENY")
	c.Set("Referrer-Policy", "no-referrer")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
	c.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "+
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	if a.secure() {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
	c.Set("Cache-Control", "no-store")
	return id
}

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it cannot fail since Go 1.24
	return hex.EncodeToString(b[:])
}

// maskPath hides the secrets that paths carry, lookup links and one-time links, for logs and metrics. A link
// that was copied badly is as secret: so it hides whatever follows the names of such links, in either case,
// and every part that is long enough to be one of them.
func maskPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		follows := i > 0 && slices.Contains(secretParents, strings.ToLower(parts[i-1]))
		if part != "" && (follows || len(part) >= shortestSecret && !isID(part)) {
			parts[i] = "…"
		}
	}
	return strings.Join(parts, "/")
}

var secretParents = []string{"a", "welcome", "reset"}

// shortestSecret is below the 32 characters of a lookup link's token, and above everything else but ids.
const shortestSecret = 24

// guardHost refuses names other than loopback's on a demonstration, so that a page elsewhere cannot reach
// it by a name of its own that it lets point here.
func (a *App) guardHost(c *fiber.Ctx) error {
	if !a.Demo {
		return c.Next()
	}
	if isLoopback(c.Hostname()) {
		return c.Next()
	}
	return fiber.NewError(fiber.StatusMisdirectedRequest, "the demonstration answers on loopback only")
}

// isLoopback says whether the host of a request, with or without a port, is this machine for sure.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	} else if inner, ok := strings.CutPrefix(host, "["); ok {
		host = strings.TrimSuffix(inner, "]")
	}
	addr, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && addr.IsLoopback()
}

// sameOrigin refuses a change that another site's page asks for. Browsers say where a request comes from
// in Sec-Fetch-Site or Origin; what says neither is no browser and has no cookies to abuse.
func (a *App) sameOrigin(c *fiber.Ctx) error {
	if m := c.Method(); m == fiber.MethodGet || m == fiber.MethodHead || m == fiber.MethodOptions {
		return c.Next()
	}
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return c.Next()
	case "":
	default:
		return errCrossSite
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || origin == "null" {
		// Our own pages send "null", because of their Referrer-Policy (Fetch Standard, section 3.2), and
		// browsers leave Sec-Fetch-Site out on plain HTTP. What could abuse a session has its form's token.
		return c.Next()
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host != c.Hostname() && origin != a.PublicURL {
		return errCrossSite
	}
	return c.Next()
}

// clientAddr is the address of the person's machine: the nearest address that is not a trusted proxy.
func (a *App) clientAddr(c *fiber.Ctx) netip.Addr {
	addr, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return netip.Addr{}
	}
	addr = addr.Unmap()
	var forwarded []string // also over several lines, which say the same as one (RFC 9110, section 5.3)
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		forwarded = append(forwarded, strings.Split(string(line), ",")...)
	}
	for i := len(forwarded) - 1; i >= 0 && a.trusted(addr); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if err != nil {
			break
		}
		addr = next.Unmap()
	}
	return addr
}

func (a *App) trusted(addr netip.Addr) bool {
	for _, p := range a.TrustedProxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
