package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// maxFields bounds how many fields a form is read for; the largest of ours has ten.
const maxFields = 100

// readForm reads a form without files: the first value of each field. Whatever else was sent with it
// changes nothing. What the values are worth is for the use-case to say.
func readForm(c *fiber.Ctx) (map[string]string, error) {
	fields := map[string]string{}
	if strings.HasPrefix(strings.ToLower(c.Get(fiber.HeaderContentType)), "multipart/") {
		parts, err := readMultipart(c)
		if err != nil {
			return nil, err
		}
		for _, p := range parts {
			if _, twice := fields[p.Name]; !twice && !p.File {
				if len(p.Data) > maxForm {
					return nil, &statusError{status: fiber.StatusRequestEntityTooLarge, word: "form-too-large"}
				}
				fields[p.Name] = string(p.Data)
			}
		}
		return fields, nil
	}
	n := 0
	c.Request().PostArgs().VisitAll(func(k, v []byte) {
		if n++; n > maxFields {
			return
		}
		if _, twice := fields[string(k)]; !twice {
			fields[string(k)] = string(v)
		}
	})
	return fields, nil
}
