#include <stdio.h>

#include "events.h"

/* Prints what the catalog declares. */
int main(void) {
    for (size_t place = 0; place < EVENT_COUNT; place++) {
        const struct event_definition *event = &event_definitions[place];
        printf("%s (%s): %s\n", event->name, event->event_type, event->message);
        for (size_t index = 0; index < event->property_count; index++) {
            const struct event_property *property = &event->properties[index];
            printf("  %s: %s%s\n", property->name, property->type, property->optional ? ", optional" : "");
        }
    }
    return 0;
}
