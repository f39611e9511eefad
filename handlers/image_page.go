package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
)

// image handles GET /submissions/{reference}/images/{side}. Whatever asks for it, a page, a tab of its own
// or a browser that fetches ahead, the desk logs what leaves.
func (a *App) image(c *fiber.Ctx) error {
	ref, err := reference(c)
	if err != nil {
		return err
	}
	size := c.Query("size", review.SizeScreen)
	if size != review.SizeThumb && size != review.SizeScreen && size != review.SizeFull {
		return errNoSense
	}
	round, err := roundOf(c.Query("round"))
	if err != nil {
		return err
	}
	data, err := a.Desk.Image(c.UserContext(), actor(c), ref, c.Params("side"), round, size)
	if err != nil {
		return err
	}
	return sendPicture(c, data)
}

// sendPicture sends a JPEG that nothing keeps.
func sendPicture(c *fiber.Ctx, data []byte) error {
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set(fiber.HeaderContentDisposition, "inline")
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	return c.Send(data)
}

// roundOf reads the number of a round; nothing is 0, the latest.
func roundOf(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1000 {
		return 0, errNoSense
	}
	return n, nil
}
