"""What the portal says about itself: names, contacts, help nearby and its promises."""
